import type { Transaction } from '#core/db/database.ts'
import { tables, type FormTables, type Reader } from './tables.ts'

/** Of what Google tells: answers, or changes of the questions. */
export type WatchEvent = 'RESPONSES' | 'SCHEMA'

/** A watch that is to be made or renewed; `watch_id` is null for one that is not there yet. */
export type Watch = FormTables['form_watches'] & { event: WatchEvent; google_id: string }

const events: readonly WatchEvent[] = ['RESPONSES', 'SCHEMA']

/** Watches of open forms whose time to be made or renewed has come. */
export async function dueWatches(from: Reader, now: number): Promise<Watch[]> {
  const forms = await tables(from)
    .selectFrom('google_forms')
    .leftJoin('form_watches', 'form_watches.form_id', 'google_forms.id')
    .select([
      'google_forms.id',
      'google_forms.form_id as google_id',
      'is_anonymous',
      'event',
      'watch_id',
      'renew_at',
    ])
    .where('state', '=', 'published')
    .execute()
  return [...Map.groupBy(forms, ({ id }) => id)].flatMap(([form_id, rows]) =>
    events.flatMap((event) => {
      // A notice of an anonymous answer would be looked into at once, and the job would tell when it came.
      if (event === 'RESPONSES' && rows[0]?.is_anonymous === 1) return []
      const row = rows.find((one) => one.event === event)
      const renew_at = row?.renew_at ?? 0
      const google_id = rows[0]?.google_id ?? ''
      return renew_at > now
        ? []
        : { form_id, google_id, event, watch_id: row?.watch_id ?? null, renew_at }
    }),
  )
}

/** Notes a watch, and when it is looked after again. */
export async function saveWatch(tx: Transaction, watch: FormTables['form_watches']): Promise<void> {
  const { watch_id, renew_at } = watch
  await tables(tx)
    .insertInto('form_watches')
    .values(watch)
    .onConflict((conflict) =>
      conflict.columns(['form_id', 'event']).doUpdateSet({ watch_id, renew_at }),
    )
    .execute()
}

/** How many watches there are. */
export async function countWatches(from: Reader): Promise<number> {
  const row = await tables(from)
    .selectFrom('form_watches')
    .select((eb) => eb.fn.count<number>('watch_id').as('count'))
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}
