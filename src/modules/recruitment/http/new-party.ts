import type { Context } from '#core/context.ts'
import type { CreateBody } from '../contract/write.ts'
import type { NewParty } from '../service/create.ts'
import { placeOf } from '../service/natural.ts'
import { toEpoch, zoneNamed } from './shared.ts'

/** Epoch milliseconds of a time in a body; what is not a text stays as it is. */
export function instantIn(
  field: 'starts_at' | 'expires_at',
  value: string | null | undefined,
  zone: string,
): number | null | undefined {
  return typeof value === 'string' ? toEpoch(field, value, zone) : value
}

/** The wish behind the body of a creation. Throws `validation_error` with messages by field. */
export async function newParty(context: Context, body: CreateBody): Promise<NewParty> {
  const guild_id = body.discord_guild_id ?? body.discord_server_id ?? ''
  const locale = context.members.guildLocale(guild_id) ?? context.locale
  const { discord_message_id, members, owner_joins } = body
  const zone = body.timezone
    ? zoneNamed(body.timezone)
    : (await placeOf(context, guild_id, locale)).zone
  const { starts_at, ...fields } = body
  return {
    ...fields,
    starts_at: instantIn('starts_at', starts_at, zone),
    guild_id,
    channel_id: body.discord_channel_id ?? null,
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
