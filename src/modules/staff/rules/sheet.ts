import { plainLine } from '#core/contract.ts'
import { fold } from '#core/fold.ts'
import type { ImportAnswer } from '../contract/import.ts'
import { parseZone } from '#core/time/zones.ts'
import { judgeId } from './linking.ts'

/** From here on numbers are not exact any more. */
const inexact = Number.MAX_SAFE_INTEGER

/**
 * A cell as a text. A number as long as an id has lost its last digits, whatever it looks like: it is
 * written as what it is, so that nobody takes it for an id.
 */
export function cellText(cell: unknown): string {
  if (typeof cell === 'number' && Math.abs(cell) > inexact)
    return cell.toExponential().toUpperCase()
  const isPlain = typeof cell === 'number' || typeof cell === 'boolean'
  return typeof cell === 'string' ? cell : isPlain ? String(cell) : ''
}

/** What a sheet can say of somebody. */
export type SheetField =
  | 'display_name'
  | 'username'
  | 'role'
  | 'department'
  | 'discord_id'
  | 'timezone'

/** What the columns of staff sheets are called, in four languages; compared without case and signs. */
const headings: Record<SheetField, readonly string[]> = {
  display_name: ['displayname', 'name', 'staffname', 'nom', '名前', '表示名', '이름', '표시이름'],
  username: ['username', 'user', 'pseudo', 'ユーザー名', '사용자이름', '사용자명'],
  role: ['role', 'rank', 'position', 'rang', 'grade', 'rôle', '役職', 'ランク', '직급', '역할'],
  department: ['department', 'team', 'équipe', 'service', '部署', 'チーム', '부서', '팀'],
  discord_id: [
    'discordid',
    'discord',
    'userid',
    'idiscord',
    'iddiscord',
    '디스코드id',
    '디스코드아이디',
  ],
  timezone: ['timezone', 'tz', 'zone', 'fuseau', 'fuseauhoraire', 'タイムゾーン', '시간대'],
}

const plain = (text: string) => fold(text).replaceAll(/[^\p{L}\p{N}]/gu, '')

/** Which column holds what, by the head of the sheet; null without a column of names. */
export function columnsOf(head: readonly string[]): Partial<Record<SheetField, number>> | null {
  const found: Partial<Record<SheetField, number>> = {}
  const cells = head.map(plain)
  for (const field of Object.keys(headings) as SheetField[]) {
    const index = cells.findIndex((cell) => headings[field].includes(cell))
    if (index !== -1) found[field] = index
  }
  return found.display_name === undefined ? null : found
}

/** A problem of a line, by its code. */
export type LineProblem = ImportAnswer['lines'][number]['problems'][number]['code']

/** A line of a sheet, read. */
export type SheetLine = Record<SheetField, string | null> & {
  line: number
  problems: LineProblem[]
}

const idProblem = {
  not_numeric: 'id_not_numeric',
  ruined: 'id_ruined',
  suspicious: 'id_suspicious',
} as const

/** Reads the lines below the head. */
export function readLines(
  rows: readonly (readonly string[])[],
  columns: Partial<Record<SheetField, number>>,
): SheetLine[] {
  const seen = new Set<string>()
  return rows.map((row, index) => {
    const cell = (field: SheetField) => {
      const column = columns[field]
      return column === undefined ? null : plainLine(row[column] ?? '', 100) || null
    }
    const problems: LineProblem[] = []
    const name = cell('display_name')
    if (name === null) problems.push('name_missing')
    const { id, verdict } = judgeId(cell('discord_id') ?? '')
    if (verdict !== 'ok' && verdict !== 'empty') problems.push(idProblem[verdict])
    if (id !== null && seen.has(id)) problems.push('id_twice')
    if (id !== null) seen.add(id)
    const zoneText = cell('timezone')
    const timezone = zoneText === null ? null : parseZone(zoneText)
    if (zoneText !== null && timezone === null) problems.push('zone_unknown')
    return {
      line: index + 2,
      problems,
      display_name: name,
      username: cell('username'),
      role: cell('role'),
      department: cell('department'),
      discord_id: verdict === 'ruined' ? null : id,
      timezone,
    }
  })
}

/** Problems for which a line is not taken. */
const refusing: readonly LineProblem[] = [
  'name_missing',
  'id_not_numeric',
  'id_ruined',
  'id_twice',
  'id_taken',
]

/** Whether a line cannot be taken. */
export function isRefused(line: Pick<SheetLine, 'problems'>): boolean {
  return line.problems.some((problem) => refusing.includes(problem))
}
