import { randomBytes } from 'node:crypto'
import { after } from 'node:test'
import pg from 'pg'
import { noteMissing } from './services.ts'

const serverUrl = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres'

async function on(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 20_000 })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

/** Why there is no PostgreSQL server to test with, in words; null when there is one. */
export const postgresFailure = await on(serverUrl, 'select 1').then(
  () => null,
  (error: unknown) => (error instanceof Error ? error.message || error.name : String(error)),
)
if (postgresFailure !== null)
  noteMissing(`No PostgreSQL server could be reached: ${postgresFailure}`)

/** Emptied databases by what tables they have: making and dropping one takes a second. */
const spare = new Map<string, string[]>()

after(async () => {
  const names = [...spare.values()].flat()
  spare.clear()
  for (const name of names) await on(serverUrl, `drop database ${name} with (force)`)
})

/**
 * Ends what a killed program left open, and deletes all rows but those that belong to the schema:
 * its steps, and the queues of jobs. Deleting few rows is ten times as fast as TRUNCATE.
 */
const emptying = `
  select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid();
  set session_replication_role = replica;
  do $$ declare one record; begin
    for one in select schemaname, tablename from pg_tables
      where schemaname in ('public', 'pgboss')
      and tablename not in ('migrations', 'version', 'queue')
    loop execute format('delete from %I.%I', one.schemaname, one.tablename); end loop;
    perform setval(oid::regclass, 1, false) from pg_class where relkind = 'S';
  end $$`

function urlOf(name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

/**
 * A database without rows. It may have the tables that another of the same `schema` was left with;
 * with null it never has any. Nobody may use it any longer when it is released.
 */
export async function takePostgres(
  schema: string | null,
): Promise<{ url: string; release: () => Promise<void> }> {
  const known = schema === null ? undefined : spare.get(schema)?.pop()
  const name = known ?? `muster_test_${randomBytes(8).toString('hex')}`
  if (known === undefined) {
    await on(serverUrl, `create database ${name}`)
    // Commits outlast the program that made them, if not the machine; nobody waits for the disk.
    await on(serverUrl, `alter database ${name} set synchronous_commit = off`)
  }
  return {
    url: urlOf(name),
    async release() {
      if (schema === null) return on(serverUrl, `drop database ${name} with (force)`)
      await on(urlOf(name), emptying)
      spare.set(schema, [...(spare.get(schema) ?? []), name])
    },
  }
}
