import type { Context, Unit } from '#core/context.ts'
import type { ImportAnswer, ImportBody } from '../contract/import.ts'
import { refuse } from '../errors.ts'
import { columnsOf, isRefused, readLines, type SheetLine } from '../rules/sheet.ts'
import * as store from '../store/members.ts'
import type { Member } from '../store/members.ts'
import { t } from '../views/texts.ts'
import { announce, store as keep } from './change.ts'
import { rezoned, windLeave } from './leave.ts'
import { guildOf, requireManager } from './rights.ts'
import { newMember, rosterChanged } from './roster.ts'
import { rowsOfSheet } from './sheet.ts'

const mostLines = 2_000

function read(rows: readonly string[][]): {
  lines: SheetLine[]
  columns: Record<string, string>
} {
  const [head = [], ...rest] = rows
  const columns = columnsOf(head)
  if (!columns || rest.length > mostLines) {
    throw refuse('import_unreadable', { params: { line: 1 } })
  }
  const named = Object.entries(columns).map(([field, index]) => [field, head[index] ?? ''])
  return { lines: readLines(rest, columns), columns: Object.fromEntries(named) }
}

/** Suspicious ids that are looked up in the server at most, so that a sheet costs few requests. */
const lookedUp = 25

/** An id that ends in zeros is real when somebody in the server has it. */
async function withoutFalseAlarms(
  context: Context,
  guildId: string,
  lines: readonly SheetLine[],
): Promise<SheetLine[]> {
  let left = lookedUp
  const checked: SheetLine[] = []
  for (const line of lines) {
    const { discord_id, problems } = line
    if (discord_id === null || left === 0 || !problems.includes('id_suspicious')) {
      checked.push(line)
      continue
    }
    left -= 1
    const person = await context.members.member(guildId, discord_id).catch(() => null)
    const others = problems.filter((problem) => problem !== 'id_suspicious')
    checked.push(person ? { ...line, problems: others } : line)
  }
  return checked
}

type Planned = { line: SheetLine; before: Member | null; outcome: Outcome; after: Member | null }
type Outcome = ImportAnswer['lines'][number]['outcome']

/** Who a line is about: the row of its id, else the only row of exactly this name that has no other id. */
function rowOfLine(line: SheetLine, members: readonly Member[]): Member | null {
  if (line.discord_id !== null) {
    const held = members.find(({ discord_id }) => discord_id === line.discord_id)
    if (held) return held
  }
  const same = members.filter(
    ({ display_name, discord_id }) =>
      display_name === line.display_name && (line.discord_id === null || discord_id === null),
  )
  return same.length === 1 ? (same[0] ?? null) : null
}

/** Whether the sheet gives somebody the id of somebody else, who has a row of another name. */
function takesForeignId(line: SheetLine, before: Member | null, members: readonly Member[]) {
  if (before === null || before.display_name === line.display_name) return false
  return members.some(
    ({ is_active, display_name, discord_id }) =>
      is_active && discord_id !== null && display_name === line.display_name,
  )
}

function plan(found: SheetLine, members: readonly Member[]): Planned {
  const before = isRefused(found) ? null : rowOfLine(found, members)
  const line: SheetLine = takesForeignId(found, before, members)
    ? { ...found, problems: [...found.problems, 'id_taken'] }
    : found
  if (isRefused(line)) return { line, before: null, outcome: 'refuse', after: null }
  if (!before) return { line, before, outcome: 'create', after: null }
  const after = {
    ...rezoned(before, line.timezone ?? before.timezone),
    display_name: line.display_name ?? before.display_name,
    username: line.username ?? before.username,
    role: line.role ?? before.role,
    department: line.department ?? before.department,
    discord_id: before.discord_id ?? line.discord_id,
    is_active: true,
  }
  const same = JSON.stringify(after) === JSON.stringify(before)
  return { line, before, after, outcome: same ? 'same' : 'update' }
}

async function apply(context: Context, unit: Unit, guildId: string, plans: readonly Planned[]) {
  const now = context.clock.now()
  for (const { line, after, outcome } of plans) {
    if (outcome === 'update' && after) {
      await windLeave(unit, await keep(context, unit, after, 'imported'))
    }
    if (outcome !== 'create') continue
    const fresh = newMember(guildId, line.display_name ?? '', { now, origin: 'import' })
    const { username, role, department, timezone, discord_id } = line
    const row = { ...fresh, username, role, department, timezone, discord_id }
    await announce(unit, await store.insertMember(unit, row), 'imported')
  }
  await rosterChanged(unit, guildId)
}

/** Reads a sheet and says what becomes of each line; with `apply` it happens. For managers. */
export async function importSheet(context: Context, body: ImportBody): Promise<ImportAnswer> {
  const guildId = guildOf(context, body.discord_guild_id)
  await requireManager(context, guildId)
  const { lines: found, columns } = read(await rowsOfSheet(context, body))
  const lines = await withoutFalseAlarms(context, guildId, found)
  return context.write(async (unit) => {
    const members = await store.loadMembers(unit, guildId)
    const planned = lines.map((line) => plan(line, members))
    if (body.apply) await apply(context, unit, guildId, planned)
    return answerOf(context, planned, { applied: body.apply, columns })
  })
}

function answerOf(
  { locale }: Context,
  plans: readonly Planned[],
  { applied, columns }: Pick<ImportAnswer, 'applied' | 'columns'>,
): ImportAnswer {
  const count = (wanted: Outcome) => plans.filter(({ outcome }) => outcome === wanted).length
  return {
    applied,
    created: count('create'),
    updated: count('update'),
    unchanged: count('same'),
    refused: count('refuse'),
    columns,
    lines: plans.map(({ line, outcome }) => ({
      line: line.line,
      display_name: line.display_name ?? '',
      role: line.role,
      discord_id: line.discord_id,
      outcome,
      problems: line.problems.map((code) => ({ code, text: t(locale, `import.${code}`) })),
    })),
  }
}
