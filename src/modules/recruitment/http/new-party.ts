import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { CreateBody } from '../contract/write.ts'
import type { NewParty } from '../service/create.ts'
import { placeOf } from '../service/natural.ts'
import { toEpoch, zoneNamed } from './shared.ts'

/** Epoch milliseconds of a time in a body; what is not a text stays as it is. */
export function instantIn(
  value: string | null | undefined,
  zone: string,
): number | null | undefined {
  return typeof value === 'string' ? toEpoch(value, zone) : value
}

function wrongChannel(message: string): Error {
  return coreError('validation_error', { fields: { discord_channel_id: [message] } })
}

/** Throws unless the channel can be one of the guild's, and one where the person may write. */
async function requireChannel(context: Context, guildId: string, channelId: string): Promise<void> {
  const owner = context.members.guildOfChannel(channelId)
  if (owner !== null && owner !== guildId) throw wrongChannel('You cannot post there.')
  const { user } = context.actor
  if (!user) return
  const channels = await context.members.postableChannels(guildId, user.discord_id)
  if (channels.some(({ id }) => id === channelId)) return
  const member = await context.members.member(guildId, user.discord_id)
  throw member ? wrongChannel('You cannot post there.') : coreError('permission_denied')
}

/** Where a party goes that names no channel: the first one where it can be posted. */
async function usualChannel(context: Context, guildId: string): Promise<string> {
  const person = context.actor.user?.discord_id ?? null
  const [first] = await context.members.postableChannels(guildId, person)
  if (!first) throw wrongChannel('This field is required.')
  return first.id
}

/** The wish behind the body of a creation. Throws `validation_error` with messages by field. */
export async function newParty(context: Context, body: CreateBody): Promise<NewParty> {
  const guild_id = body.discord_guild_id ?? body.discord_server_id ?? ''
  const locale = context.members.guildLocale(guild_id) ?? context.locale
  const { discord_message_id, members, owner_joins } = body
  const channel_id = body.discord_channel_id ?? (await usualChannel(context, guild_id))
  await requireChannel(context, guild_id, channel_id)
  const zone = body.timezone
    ? zoneNamed(body.timezone)
    : (await placeOf(context, guild_id, locale)).zone
  const { starts_at, ...fields } = body
  return {
    ...fields,
    starts_at: instantIn(starts_at, zone),
    guild_id,
    channel_id,
    members,
    owner_joins,
    locale,
    post_after: null,
    message_id: discord_message_id ?? null,
    owner: {
      discord_user_id:
        body.discord_owner_id ?? (typeof body.owner === 'string' ? body.owner : undefined),
      discord_username: body.discord_owner_username,
    },
  }
}
