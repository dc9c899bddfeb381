import { plainLine } from '#core/contract.ts'
import { fold } from '#core/fold.ts'
import type { MemberJson } from '../contract/people.ts'

/** Why a line of an imported list was left out. */
export type ImportProblem = { line: number; code: 'no_name' | 'unknown_person' | 'twice' }

type Column = 'name' | 'student_id' | 'discord' | 'discord_id' | 'team' | 'grade'

/** How the columns may be headed. */
const heads: Record<Column, RegExp> = {
  name: /^(氏名|名前|name|full name|nom|이름|성명)$/i,
  student_id: /^(学籍番号|学生番号|student (id|number)|numéro d’étudiant|학번)$/i,
  discord_id: /^(discord ?の?id|discord_id|discord user id|ユーザーid)$/i,
  discord: /^(discord( ?(ユーザー)?名| username| name)?|ユーザー名|username|discord_username)$/i,
  team: /^(班|チーム|所属|team|équipe|팀)$/i,
  grade: /^(学年|grade|year|année|학년)$/i,
}

/** Columns A to H of the clubs' list, where no line of heads says otherwise. */
const usual: readonly (Column | null)[] = [
  'name',
  'student_id',
  'discord',
  'discord_id',
  'team',
  'grade',
  null,
  null,
]

function columnsOf(first: readonly string[]): {
  columns: readonly (Column | null)[]
  hasHead: boolean
} {
  const names = Object.keys(heads) as Column[]
  const columns = first.map((text) => names.find((name) => heads[name].test(text.trim())) ?? null)
  const isHead = columns.includes('name') || columns.filter((one) => one !== null).length > 1
  return isHead ? { columns, hasHead: true } : { columns: usual, hasHead: false }
}

type Person = { user_id: string; username: string; display_name: string }

function plain(text: string): string {
  return fold(text)
    .replace(/^@/, '')
    .replace(/#\d{4}$/, '')
}

function memberOf(discord_user_id: string, cell: (column: Column) => string): MemberJson {
  return {
    discord_user_id,
    name: cell('name'),
    student_id: cell('student_id') || null,
    discord_username: cell('discord') || null,
    team: cell('team') || null,
    grade: cell('grade') || null,
  }
}

/** Reads a list of members; people are found by Discord id, else by user name. */
export function readMembers(
  rows: readonly (readonly string[])[],
  people: readonly Person[],
): { members: MemberJson[]; problems: ImportProblem[] } {
  const { columns, hasHead } = columnsOf(rows[0] ?? [])
  const byName = new Map(people.map((one) => [plain(one.username), one.user_id]))
  const ids = new Set(people.map(({ user_id }) => user_id))
  const seen = new Set<string>()
  const members: MemberJson[] = []
  const problems: ImportProblem[] = []
  for (const [index, row] of rows.entries()) {
    if (index === 0 && hasHead) continue
    const cell = (column: Column) => plainLine(row[columns.indexOf(column)] ?? '', 100)
    const typed = /\d{17,19}/.exec(cell('discord_id'))?.[0]
    const id = typed !== undefined && ids.has(typed) ? typed : byName.get(plain(cell('discord')))
    if (cell('name') === '') problems.push({ line: index + 1, code: 'no_name' })
    else if (id === undefined) problems.push({ line: index + 1, code: 'unknown_person' })
    else if (seen.has(id)) problems.push({ line: index + 1, code: 'twice' })
    else {
      seen.add(id)
      members.push(memberOf(id, cell))
    }
  }
  return { members, problems }
}
