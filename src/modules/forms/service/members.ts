import type { Context } from '#core/context.ts'
import { CsvError, readCsv } from '#core/csv.ts'
import { coreError } from '#core/errors.ts'
import { fold } from '#core/fold.ts'
import type { PageQuery } from '../contract/form.ts'
import type { MemberJson } from '../contract/people.ts'
import { readSheetAddress } from '#core/google/address.ts'
import { readMembers, type ImportProblem } from '../rules/members.ts'
import { refuse } from '../errors.ts'
import { allMembers, deleteMember, saveMember } from '../store/members.ts'
import { apiRootOf, asking, googleOf } from './google.ts'
import type { Listed } from './people.ts'
import { requireManager } from './rights.ts'

/** What an import does, or would do. */
export type Imported = {
  added: number
  changed: number
  unchanged: number
  problems: ImportProblem[]
  dry_run: boolean
}

async function rowsOf(
  context: Context,
  source: { csv?: string | undefined; spreadsheet_url?: string | undefined },
): Promise<string[][]> {
  if (source.spreadsheet_url !== undefined) {
    const id = readSheetAddress(source.spreadsheet_url, apiRootOf(context))?.id
    if (id === undefined) throw refuse('INVALID_SHEET_URL')
    return asking(context, googleOf(context).readValues(id, 'A1:H20000'))
  }
  try {
    return readCsv(source.csv ?? '')
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw coreError('validation_error', { fields: { csv: ['This is not CSV.'] } })
  }
}

/** Takes a list of members over: what it names is added or changed, nobody is taken off. */
export async function importMembers(
  context: Context,
  guildId: string,
  source: {
    csv?: string | undefined
    spreadsheet_url?: string | undefined
    dry_run: boolean
  },
): Promise<Imported> {
  await requireManager(context, guildId)
  const everyone = await context.members.everyone(guildId)
  const known = await allMembers(context.database)
  const { members, problems } = readMembers(await rowsOf(context, source), everyone)
  const isSame = (one: MemberJson) =>
    JSON.stringify(known.get(one.discord_user_id)) === JSON.stringify(one)
  const fresh = members.filter((one) => !known.has(one.discord_user_id))
  const changed = members.filter((one) => known.has(one.discord_user_id) && !isSame(one))
  const result = {
    added: fresh.length,
    changed: changed.length,
    unchanged: members.length - fresh.length - changed.length,
    problems,
    dry_run: source.dry_run,
  }
  if (source.dry_run) return result
  return context.write(async (unit) => {
    for (const one of [...fresh, ...changed]) await saveMember(unit, one)
    return result
  })
}

/** The imported list, as far as it concerns a guild. */
export async function listMembers(
  context: Context,
  guildId: string,
  query: PageQuery,
): Promise<Listed<MemberJson>> {
  await requireManager(context, guildId, 'forms:read')
  const everyone = new Set((await context.members.everyone(guildId)).map(({ user_id }) => user_id))
  const words = fold(query.q ?? '')
  const all = [...(await allMembers(context.database)).values()].filter(
    (one) =>
      everyone.has(one.discord_user_id) &&
      (!words ||
        [one.name, one.student_id, one.discord_username].some((text) =>
          fold(text ?? '').includes(words),
        )),
  )
  const begin = (query.page - 1) * query.page_size
  return { count: all.length, results: all.slice(begin, begin + query.page_size) }
}

/** Takes somebody off the list. */
export async function removeMember(
  context: Context,
  guildId: string,
  userId: string,
): Promise<void> {
  await requireManager(context, guildId)
  const gone = await context.write((unit) => deleteMember(unit, userId))
  if (!gone) throw coreError('not_found')
}
