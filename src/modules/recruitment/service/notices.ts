import { findUser } from '#core/access/users.ts'
import type { Context } from '#core/context.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { wallClockAt } from '#core/time/zones.ts'
import * as rules from '../rules/notices.ts'
import { zoneOf, type GuildSettings } from '../rules/settings.ts'
import { loadListeners } from '../store/alerts.ts'
import * as store from '../store/notices.ts'
import { loadParty, reader, type PartyView } from '../store/parties.ts'
import { isBlocked, loadSettings } from '../store/preferences.ts'

/** Something that people are to be told once; null addresses everybody whom it concerns. */
export type Notice = {
  id: number
  version: number
  kind: rules.NoticeKind
  user_ids: string[] | null
}

/** Somebody who is to be told now, in his or her language. */
export type Recipient = {
  user_id: string
  locale: Locale
  /** Set when an attempt before a crash may have reached the person: its time. */
  triedAt: number | null
}

/** What is left to do for a notice. */
export type NoticePlan = PartyView & {
  settings: GuildSettings
  /** Everything waits so long, in milliseconds, because the guild sleeps. */
  waitMs: number
  direct: Recipient[]
  /** People to mention in the channel, besides those whom a direct message will not reach. */
  mention: Recipient[]
}

const hourMs = 3_600_000
/** For so long nobody is asked again whether direct messages are welcome now. */
const closedForMs = 24 * hourMs

async function addressees(context: Context, view: PartyView, notice: Notice): Promise<string[]> {
  if (notice.user_ids) return notice.user_ids
  if (notice.kind !== 'alert' && notice.kind !== 'seat_free') {
    return rules.audience(notice.kind, view.seats)
  }
  const { party } = view
  const all = await loadListeners(reader(context), party)
  const welcome: string[] = []
  for (const userId of all) {
    if (await mayHear(context, view, userId)) welcome.push(userId)
  }
  return welcome
}

/** Whether a party may be pointed out to somebody who is not in it. */
async function mayHear(context: Context, { party }: PartyView, userId: string): Promise<boolean> {
  if (userId === party.owner_id || party.visibility === 'unlisted') return false
  const { guild_id, owner_id } = party
  if (await isBlocked(context.database, guild_id, owner_id, userId)) return false
  if (await isBlocked(context.database, guild_id, userId, owner_id)) return false
  const member = await context.members.member(guild_id, userId)
  if (!member) return false
  return party.required_role_id === null || member.roles.includes(party.required_role_id)
}

/** The state of an earlier attempt that needs no further work. */
function isDone(row: store.NoticeRow | undefined): boolean {
  return row !== undefined && ['sent', 'mentioned', 'dropped'].includes(row.outcome)
}

async function takesDirect(
  context: Context,
  settings: GuildSettings,
  kind: rules.NoticeKind,
  userId: string,
): Promise<boolean> {
  const now = context.clock.now()
  if (!settings.dm_notices) return false
  if (await store.acceptsNone(context.database, userId, now - closedForMs)) return false
  const sent = await store.countSent(context.database, userId, kind, now - hourMs)
  return sent < settings.dm_per_hour
}

async function wayFor(
  context: Context,
  plan: NoticePlan,
  { kind }: Notice,
  to: { userId: string; row: store.NoticeRow | undefined },
): Promise<'direct' | 'mention' | 'none'> {
  const { userId, row } = to
  if (!rules.isMeaningful(kind, plan, userId, context.clock.now())) return 'none'
  const settled = row?.outcome === 'unreached' || row?.outcome === 'mentioning'
  if (!settled && (await takesDirect(context, plan.settings, kind, userId))) return 'direct'
  return rules.fallsBack(kind) ? 'mention' : 'none'
}

async function recipient(
  context: Context,
  { party }: PartyView,
  userId: string,
  row: store.NoticeRow | undefined,
): Promise<Recipient> {
  const user = await findUser(context.database, userId)
  const isOpen = row?.outcome === 'sending' || row?.outcome === 'mentioning'
  const triedAt = isOpen ? row.at : null
  return { user_id: userId, locale: user?.locale ?? party.locale, triedAt }
}

/** Records how telling somebody ended or stands. */
export async function record(
  context: Context,
  notice: Notice,
  userIds: readonly string[],
  outcome: store.Outcome,
): Promise<void> {
  if (userIds.length === 0) return
  const { id: recruitment_id, kind, version } = notice
  const at = context.clock.now()
  await context.write((unit) =>
    store.saveNotices(
      unit,
      userIds.map((user_id) => ({ recruitment_id, kind, version, user_id, outcome, at })),
    ),
  )
}

/** Remembers that somebody accepts no direct messages, or does again. */
export async function recordClosed(
  context: Context,
  userId: string,
  closed: boolean,
): Promise<void> {
  const now = context.clock.now()
  const known = await store.acceptsNone(context.database, userId, 0)
  if (!closed && !known) return
  await context.write((unit) => store.rememberClosed(unit, userId, closed ? now : null))
}

function nobody(view: PartyView, settings: GuildSettings): NoticePlan {
  return { ...view, settings, waitMs: 0, direct: [], mention: [] }
}

/**
 * Who still has to be told, and how, looking at the party as it is now: what has lost its meaning is
 * dropped. Null when the party is gone.
 */
export async function planNotice(context: Context, notice: Notice): Promise<NoticePlan | null> {
  const whole = notice.user_ids === null
  const wanted = whole ? { whole } : { people: notice.user_ids ?? [] }
  const view = await loadParty(reader(context), notice.id, wanted)
  if (!view) return null
  const settings = await loadSettings(context.database, view.party.guild_id)
  const plan = nobody(view, settings)
  if (!settings.dm_notices && !rules.isAnnounced(notice.kind)) return plan
  const now = context.clock.now()
  const wall = wallClockAt(zoneOf(settings, view.party.locale), now)
  const done = await store.loadNotices(context.database, {
    recruitment_id: notice.id,
    kind: notice.kind,
    version: notice.version,
  })
  const dropped: string[] = []
  for (const userId of new Set(await addressees(context, view, notice))) {
    const row = done.get(userId)
    if (isDone(row)) continue
    const way = await wayFor(context, plan, notice, { userId, row })
    if (way === 'none') dropped.push(userId)
    else plan[way].push(await recipient(context, view, userId, row))
  }
  await record(context, notice, dropped, 'dropped')
  const some = plan.direct.length + plan.mention.length > 0
  return { ...plan, waitMs: some ? rules.quietForMs(settings, wall) : 0 }
}
