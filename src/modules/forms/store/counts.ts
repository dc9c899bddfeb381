import { tables, type Reader } from './tables.ts'

/** Who has answered a form and when; empty for anonymous ones. */
export async function answeredBy(
  from: Reader,
  formId: string,
): Promise<Map<string, { responded_at: number; last_submitted_at: number }>> {
  const rows = await tables(from)
    .selectFrom('form_responses')
    .select(['discord_id', 'responded_at', 'last_submitted_at'])
    .where('form_id', '=', formId)
    .execute()
  return new Map(rows.map(({ discord_id, ...times }) => [discord_id, times]))
}

/** When somebody has answered a form; null without an answer, and of anonymous ones. */
export async function answerOf(
  from: Reader,
  formId: string,
  userId: string,
): Promise<{ responded_at: number } | null> {
  const row = await tables(from)
    .selectFrom('form_responses')
    .select('responded_at')
    .where('form_id', '=', formId)
    .where('discord_id', '=', userId)
    .executeTakeFirst()
  return row ?? null
}

/** Who has taken a link of an anonymous form. */
export async function anonymousTakers(from: Reader, formId: string): Promise<Set<string>> {
  const rows = await tables(from)
    .selectFrom('form_anon_issued')
    .select('discord_id')
    .where('form_id', '=', formId)
    .execute()
  return new Set(rows.map(({ discord_id }) => discord_id))
}

/** How many people have used a link of a named form. */
export async function countUsedLinks(from: Reader, formId: string): Promise<number> {
  const row = await tables(from)
    .selectFrom('form_links')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('form_id', '=', formId)
    .where('used_at', 'is not', null)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

/** How many responses a form has in each status. */
export async function countStatuses(from: Reader, formId: string): Promise<Record<string, number>> {
  const rows = await tables(from)
    .selectFrom('form_answers')
    .select(['status', (eb) => eb.fn.countAll<number>().as('count')])
    .where('form_id', '=', formId)
    .groupBy('status')
    .execute()
  return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]))
}

/**
 * How many responses there are in each status, over all forms but the anonymous ones: whoever looks
 * again and again would learn when each of those came.
 */
export async function countAllStatuses(from: Reader): Promise<Record<string, number>> {
  const named = tables(from).selectFrom('google_forms').select('id').where('is_anonymous', '=', 0)
  const rows = await tables(from)
    .selectFrom('form_answers')
    .select(['status', (eb) => eb.fn.countAll<number>().as('count')])
    .where('form_id', 'in', named)
    .groupBy('status')
    .execute()
  return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]))
}
