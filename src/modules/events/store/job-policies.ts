import type { Transaction } from '#core/db/database.ts'
import type { Reader } from './events.ts'

/** What was decided about work of a type; null leaves the usual. */
export type PolicyRecord = { max_retries: number | null; backoff_seconds: number[] | null }

type PolicyTables = {
  discord_job_policies: { job_type: string; policy: string; updated_at: number }
}

function tables(from: Reader) {
  return from.db.$extendTables<PolicyTables>()
}

/** What was decided about work of a type; null for nothing. */
export async function loadPolicy(from: Reader, type: string): Promise<PolicyRecord | null> {
  const row = await tables(from)
    .selectFrom('discord_job_policies')
    .select('policy')
    .where('job_type', '=', type)
    .executeTakeFirst()
  return row ? (JSON.parse(row.policy) as PolicyRecord) : null
}

/** All that was decided, by type. */
export async function loadPolicies(from: Reader): Promise<Map<string, PolicyRecord>> {
  const rows = await tables(from).selectFrom('discord_job_policies').selectAll().execute()
  return new Map(rows.map(({ job_type, policy }) => [job_type, JSON.parse(policy) as PolicyRecord]))
}

/** Decides about work of a type; null goes back to the usual. */
export async function savePolicy(
  tx: Transaction,
  type: string,
  policy: PolicyRecord | null,
  now: number,
): Promise<void> {
  if (!policy) {
    await tables(tx).deleteFrom('discord_job_policies').where('job_type', '=', type).execute()
    return
  }
  const text = JSON.stringify(policy)
  await tables(tx)
    .insertInto('discord_job_policies')
    .values({ job_type: type, policy: text, updated_at: now })
    .onConflict((conflict) =>
      conflict.column('job_type').doUpdateSet({ policy: text, updated_at: now }),
    )
    .execute()
}
