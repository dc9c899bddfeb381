import type { Doctor, Examination, ModuleFinding } from '#core/doctor.ts'
import type { Database } from '#core/db/database.ts'
import { judgeId } from './rules/linking.ts'
import { shortestInterval, staffSettings } from './rules/settings.ts'
import { loadGuildIds, loadMembers, type Member } from './store/members.ts'
import { loadPresences, loadSyncedAt } from './store/presences.ts'

/** Names in one line of the report. */
const mostNames = 10
/** Somebody is looked at this often at least, whatever the interval; in milliseconds. */
const lateMs = 900_000

type Known = Awaited<ReturnType<typeof loadPresences>>

const keyOf = ({ guild_id, discord_id }: Member) => `${guild_id}:${discord_id}`

function namesOf(members: readonly Member[]): Record<string, string | number> {
  const names = members.slice(0, mostNames).map(({ display_name }) => display_name)
  return { count: members.length, names: names.join(', ') }
}

/** Ids that nobody in the server has, and those of them that a spreadsheet may have ruined. */
function examineIds(linked: readonly Member[], known: Known): ModuleFinding[] {
  const absent = linked.filter((member) => known.get(keyOf(member))?.in_guild === false)
  const ruined = absent.filter(({ discord_id }) => judgeId(discord_id ?? '').verdict !== 'ok')
  const findings: ModuleFinding[] = []
  if (absent.length > 0) {
    findings.push({ outcome: 'ids.absent', state: 'attention', values: namesOf(absent) })
  } else {
    findings.push({ outcome: 'ids.ok', state: 'works', values: { count: linked.length } })
  }
  if (ruined.length > 0) {
    findings.push({ outcome: 'ruined.found', state: 'attention', values: namesOf(ruined) })
  }
  return findings
}

/** Whether people are looked at as often as is set, and whether that can be kept up. */
async function examineLooks(
  { settings, clock }: Examination,
  database: Database,
  linked: readonly Member[],
  known: Known,
): Promise<ModuleFinding[]> {
  if (linked.length === 0) return []
  const { STAFF_SYNC_INTERVAL_SECONDS: seconds } = settings(staffSettings)
  const least = shortestInterval(linked.length)
  const findings: ModuleFinding[] = []
  if (seconds < least) {
    const values = { seconds, least, count: linked.length }
    findings.push({ outcome: 'interval.short', state: 'attention', values })
  }
  const guildIds = [...new Set(linked.map(({ guild_id }) => guild_id))]
  const looks = await Promise.all(guildIds.map((id) => loadSyncedAt(database, id)))
  const seen = linked.map((member) => known.get(keyOf(member))?.observed_at ?? 0)
  const last = Math.max(0, ...looks.map((at) => at ?? 0), ...seen)
  const minutes = Math.floor((clock.now() - last) / 60_000)
  const isLate = clock.now() - last > Math.max(lateMs, 3 * seconds * 1_000)
  if (last === 0) findings.push({ outcome: 'looks.never', state: 'attention' })
  else if (isLate) findings.push({ outcome: 'looks.late', state: 'attention', values: { minutes } })
  else findings.push({ outcome: 'looks.ok', state: 'works', values: { minutes } })
  return findings
}

/** What the roster depends on: ids that are in their server, and looks that are kept up. */
export const staffDoctor: Doctor = async (given) => {
  const { database } = given
  if (!database) return []
  const guildIds = await loadGuildIds(database)
  const members = (await Promise.all(guildIds.map((id) => loadMembers(database, id)))).flat()
  const linked = members.filter(
    ({ is_active, discord_id, privacy }) => is_active && discord_id !== null && privacy !== 'all',
  )
  const known = await loadPresences(database)
  return [...examineIds(linked, known), ...(await examineLooks(given, database, linked, known))]
}
