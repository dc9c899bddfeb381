import { hashSecret } from '#core/access/secrets.ts'
import type { ProofRequest } from '#core/access/sign-in.ts'
import type { DiscordAccount } from '#core/access/users.ts'
import type { Context, Unit } from '#core/context.ts'
import { AppError, coreError } from '#core/errors.ts'
import { randomToken } from '#core/ids.ts'
import type { StaffRow } from '../contract/row.ts'
import { refuse } from '../errors.ts'
import { decideLink, type LinkDecision } from '../rules/linking.ts'
import * as store from '../store/members.ts'
import type { Member } from '../store/members.ts'
import { deleteInvites, findInvite, saveInvite } from '../store/panels.ts'
import { forgetPerson } from '../store/presences.ts'
import { announce, lock, store as keep } from './change.ts'
import { isInGuild } from './identity.ts'
import { memberFor, newMember, ownMember, rowOf } from './roster.ts'
import { guildOf, requireManager } from './rights.ts'

const inviteLifeMs = 7 * 24 * 3_600_000
/** What the proof of a link is told: the server, and the hash of an invitation or nothing. */
const separator = ' '

/** Where a signed-in person proves which Discord account is to be linked. */
export async function beginLink(
  context: Context,
  wish: { guild: string | undefined; invite: string | undefined },
): Promise<ProofRequest> {
  if (!context.actor.user || !context.actor.session) throw coreError('not_authenticated')
  const guildId = guildOf(context, wish.guild)
  const data = [guildId, wish.invite ? hashSecret(wish.invite) : ''].join(separator)
  return context.prove('staff.link', data)
}

async function decide(
  context: Context,
  unit: Unit,
  account: DiscordAccount,
  at: { guildId: string; invite: string },
): Promise<{ decision: LinkDecision; member: Member | null; user: { id: number } }> {
  const { user } = context.actor
  if (!user) throw coreError('not_authenticated')
  const { guildId, invite: token } = at
  const holder = await store.loadHolder(unit, guildId, account.id)
  const invited = token === '' ? null : await findInvite(unit, token, context.clock.now())
  if (token !== '' && invited === null) throw refuse('invite_expired')
  const own =
    invited === null
      ? await store.loadOfAccount(unit, guildId, user.id)
      : await store.lockMember(unit, invited)
  const inGuild = own?.guild_id === guildId ? own : null
  const decision = decideLink(
    { accountId: user.id, discordId: account.id, isBot: account.bot === true },
    { holder, own: inGuild },
  )
  const id = decision.ok ? decision.row.id : null
  return { decision, user, member: id === null ? null : await lock(unit, id) }
}

/** Links the confirmed account; a conflict is refused and goes down in the history. */
async function link(
  context: Context,
  account: DiscordAccount,
  at: { guildId: string; invite: string },
): Promise<void> {
  const attempt = () => linkOnce(context, account, at)
  // Two browsers may come back with one account at the same time: the second one then sees the first.
  const conflict = await attempt().catch((error: unknown) => {
    if (error instanceof AppError) throw error
    return attempt()
  })
  if (conflict === null) return
  await context.write((unit) =>
    unit.fact({
      topic: 'staff.audit',
      type: 'link_refused',
      object_id: account.id,
      guild_id: at.guildId,
      version: 1,
      data: { code: conflict },
    }),
  )
  throw refuse(conflict)
}

function linkOnce(
  context: Context,
  account: DiscordAccount,
  at: { guildId: string; invite: string },
) {
  return context.write(async (unit) => {
    const { decision, member, user } = await decide(context, unit, account, at)
    if (!decision.ok || !member) return decision.ok ? null : decision.code
    if (at.invite !== '') await deleteInvites(unit, member.id)
    if (!decision.changes && member.discord_id === account.id) return null
    const linked = { discord_id: account.id, account_id: user.id, username: account.username }
    await keep(
      context,
      unit,
      { ...member, ...linked },
      {
        type: 'linked',
        data: { by: 'oauth' },
      },
    )
    return null
  })
}

/** Takes a confirmed Discord account; `data` is what the proof was told when it began. */
export async function confirmLink(
  context: Context,
  account: DiscordAccount,
  data: string,
): Promise<void> {
  const [guildId = '', token = ''] = data.split(separator)
  await link(context, account, { guildId, invite: token })
}

/** Makes the link by which somebody takes over a row, for a week; for managers. */
export async function invite(
  context: Context,
  id: number,
): Promise<{ url: string; expires_at: number }> {
  const member = await memberFor(context, id)
  await requireManager(context, member.guild_id)
  const token = randomToken(context.random)
  const expires_at = context.clock.now() + inviteLifeMs
  const query = new URLSearchParams({ invite: token, guild: member.guild_id })
  return context.write(async (unit) => {
    await saveInvite(unit, { token_hash: hashSecret(token), member_id: id, expires_at })
    return { url: `${context.publicUrl}/staff/link?${query.toString()}`, expires_at }
  })
}

async function unlinkRow(context: Context, id: number): Promise<StaffRow> {
  return context.write(async (unit) => {
    const member = await lock(unit, id)
    const { guild_id, discord_id } = member
    if (discord_id === null) throw refuse('not_linked')
    await forgetPerson(unit, { guild_id, discord_id })
    const bare = { ...member, discord_id: null, account_id: null }
    return rowOf(context, await keep(context, unit, bare, 'unlinked'), unit)
  })
}

/** Takes the Discord account off one's own row. What was seen of it is forgotten. */
export async function unlinkSelf(context: Context, named: string | undefined): Promise<StaffRow> {
  const member = await ownMember(context, guildOf(context, named))
  if (!context.actor.user) throw coreError('not_authenticated')
  if (!member) throw refuse('not_on_roster')
  return unlinkRow(context, member.id)
}

/** Takes the Discord account off a row; for managers. */
export async function unlink(context: Context, id: number): Promise<StaffRow> {
  await requireManager(context, (await memberFor(context, id)).guild_id)
  return unlinkRow(context, id)
}

/**
 * Puts somebody on the roster by Discord account, as `/staff link` does; for managers. Who is on it
 * already comes back as he or she is. `absent`: the account is not in the server.
 */
export async function linkPerson(
  context: Context,
  guildId: string,
  person: { id: string; username: string; name: string; bot: boolean },
): Promise<{ row: StaffRow; absent: boolean }> {
  await requireManager(context, guildId)
  if (person.bot) throw refuse('is_a_bot')
  const absent = !(await isInGuild(context, guildId, person.id))
  return context.write(async (unit) => ({
    row: await rowOf(context, await rosterRowOf(context, unit, guildId, person), unit),
    absent,
  }))
}

/** The row of an account; it is made, or comes back, where there is none. */
async function rosterRowOf(
  context: Context,
  unit: Unit,
  guildId: string,
  person: { id: string; username: string; name: string },
): Promise<Member> {
  const held = await store.loadHolder(unit, guildId, person.id)
  if (held?.is_active) return held
  const byManager = { type: 'linked', data: { by: 'manager' } } as const
  if (held) return keep(context, unit, { ...held, is_active: true }, byManager)
  const now = context.clock.now()
  const fresh = newMember(guildId, person.name, { now, origin: 'manual' })
  const row = { ...fresh, discord_id: person.id, username: person.username }
  const added = await store.insertMember(unit, row)
  await announce(unit, added, 'linked', { by: 'manager' })
  return added
}
