import type { KnownAccount } from '#core/access/actor.ts'
import { personOf } from '#core/access/rights.ts'
import { findUser } from '#core/access/users.ts'
import type { Context } from '#core/context.ts'
import { guildsOfEvent } from '../rules/guild.ts'
import type { LinkRecord } from '../rules/link.ts'
import { lossMeans, type RemoteEvent } from '../rules/remote.ts'
import { move } from '../rules/state.ts'
import { saveLink } from '../store/links.ts'
import { changeBySystem } from './change.ts'
import { writeLog, type LinkGround } from './links.ts'
import { publishLinks } from './publish.ts'

/** Discord's event ended or went although ours did not (contract §7.5). Sign-ups stay. */
export async function lose(
  context: Context,
  ground: LinkGround,
  seen: { by: string | null; how: 'deleted' | 'cancelled'; remote?: RemoteEvent },
): Promise<void> {
  const { link, guild } = ground
  const account = seen.by === null ? null : await accountOf(context, seen.by)
  await changeBySystem(context, link.event_id, async (scene) => {
    const { unit, event, signups, now } = scene
    const meaning = lossOf({ ...ground, event })
    const link_state = meaning === 'detach' ? 'detached' : 'gone'
    const remote = seen.remote ?? link.remote
    await saveLink(unit, { ...link, remote, link_state, missing_at: null, updated_at: now })
    const log = { fields: ['status'], detail: meaning, actor: seen.by }
    await writeLog(context, unit, link, { direction: 'pull', cause: seen.how, ...log })
    if (meaning === 'recreate') {
      await publishLinks(context, unit, event, [guild])
      return { decision: null }
    }
    if (meaning === 'detach') return { decision: null }
    const { by } = seen
    if (by !== null) await personOf(context, unit, by, account?.username ?? null)
    const decision = move(event, signups, 'cancelled', { now, reason: 'discord', by })
    return { decision, extra: { whole: true, origin: link.guild_id } }
  })
}

/** Whoever did something in Discord, by name; null where it is known already or Discord cannot be asked. */
async function accountOf(context: Context, userId: string): Promise<KnownAccount | null> {
  if (await findUser(context.database, userId)) return null
  return context.members.account(userId).catch(() => null)
}

/** What the loss of Discord's side means for ours (contract §7.5). */
export function lossOf({ event, guild, otherLinks }: LinkGround): 'cancel' | 'detach' | 'recreate' {
  return lossMeans(guild.options.on_discord_delete, otherLinks, event?.state ?? 'scheduled')
}

/**
 * Discord called one date of a series off, or took it up again: so do we. The link stays, for the series goes on and
 * comes to its next date.
 */
export async function pullDate(
  context: Context,
  link: LinkRecord,
  { to, by, trigger }: { to: 'cancelled' | 'scheduled'; by: string | null; trigger: string },
): Promise<void> {
  const account = by === null ? null : await accountOf(context, by)
  await changeBySystem(context, link.event_id, async ({ unit, event, signups, guilds, now }) => {
    await saveLink(unit, { ...link, last_pulled_at: now, updated_at: now })
    const log = { direction: 'pull' as const, cause: trigger, fields: ['status'], detail: to }
    await writeLog(context, unit, link, { ...log, actor: by })
    if (by !== null) await personOf(context, unit, by, account?.username ?? null)
    const decision = move(event, signups, to, { now, reason: 'discord', by })
    if (decision.ok && to === 'scheduled') {
      await publishLinks(context, unit, decision.event, guildsOfEvent(event, guilds))
    }
    return { decision, extra: { whole: true, origin: link.guild_id } }
  })
}

/** Somebody started or ended the event in Discord. */
export async function pullStatus(
  context: Context,
  link: LinkRecord,
  { to, by, trigger }: { to: 'active' | 'completed'; by: string | null; trigger: string },
): Promise<LinkRecord> {
  let stored = link
  await changeBySystem(context, link.event_id, async ({ unit, event, signups, now }) => {
    stored = await saveLink(unit, { ...link, updated_at: now })
    const log = { direction: 'pull' as const, cause: trigger, fields: ['status'], detail: to }
    await writeLog(context, unit, link, { ...log, actor: by })
    const decision = move(event, signups, to, { now })
    return { decision, extra: { whole: true, origin: link.guild_id } }
  })
  return stored
}
