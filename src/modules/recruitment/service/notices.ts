import type { Context } from '#core/context.ts'
import * as rules from '../rules/notices.ts'
import { zoneOf, type GuildSettings } from '../rules/settings.ts'
import { loadListeners } from '../store/alerts.ts'
import { loadParty, reader, type PartyView } from '../store/parties.ts'
import { isBlocked, loadSettings } from '../store/preferences.ts'

/** Something that people are to be told once; null addresses everybody whom it concerns. */
export type PartyNotice = {
  id: number
  version: number
  kind: rules.NoticeKind
  user_ids: string[] | null
}

/** A party, as far as a notice is about it. */
export type NoticeView = {
  view: PartyView
  settings: GuildSettings
  /** IANA zone of the guild. */
  zone: string
  people: string[]
}

async function addressees(
  context: Context,
  view: PartyView,
  notice: PartyNotice,
): Promise<string[]> {
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

/** The party as it is now and whom a notice of it concerns; null when there is nothing to tell. */
export async function viewNotice(
  context: Context,
  notice: PartyNotice,
): Promise<NoticeView | null> {
  const whole = notice.user_ids === null
  const wanted = whole ? { whole } : { people: notice.user_ids ?? [] }
  const view = await loadParty(reader(context), notice.id, wanted)
  if (!view) return null
  const settings = await loadSettings(context.database, view.party.guild_id)
  if (!settings.dm_notices && !rules.isAnnounced(notice.kind)) return null
  const people = await addressees(context, view, notice)
  return { view, settings, people, zone: zoneOf(settings, view.party.locale) }
}
