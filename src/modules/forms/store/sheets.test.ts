import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CompiledQuery } from 'kysely'
import { databases } from '../../../../test/support/databases.ts'
import { forms } from '../module.ts'
import { insertForm, type Form } from './forms.ts'
import { loadRows, markWritten, queueRows, saveSheet, waitingSheets } from './sheets.ts'

const form: Form = {
  id: '01KFORM00000000000000000AB',
  guild_id: '1308600000000000001',
  form_id: 'google',
  form_url: 'https://docs.google.com/forms/d/google/edit',
  responder_uri: null,
  title: 'Survey',
  description: '',
  state: 'published',
  deadline: null,
  target_roles: [],
  anonymity: 'named',
  allow_edit: true,
  estimated_minutes: null,
  channel_id: null,
  message_id: null,
  created_by: '80351110224678912',
  created_at: 1,
  updated_at: 1,
  published_at: 1,
  closed_at: null,
  revision_id: null,
  questions: [],
  code_question_id: null,
  code_question_ids: [],
  prefill: 'works',
  prefill_map: {},
  code_key: null,
  voprf_public_key: null,
  accepting: true,
  legacy: false,
  reissued: 0,
  shown_answered: 0,
  shown_at: 1,
  last_fetch_at: null,
  next_fetch_at: null,
  swept_at: null,
  hot_until: 0,
  cursor: null,
  fetch_error: null,
  drift: [],
  undo: null,
  purge_told_at: null,
  locale: 'ja',
  version: 1,
}

const sets = [{ owner: 'forms', migrations: forms.migrations?.migrations ?? [] }]

describe('rows of a copy', () => {
  it('that wait are found, and answers counted, without reading all of them', async () => {
    const [sqlite] = databases()
    const { database, close } = (await sqlite?.open(sets)) ?? {}
    assert.ok(database && close)
    try {
      const plan = async (query: string) =>
        (
          await database.db.executeQuery<{ detail: string }>(
            CompiledQuery.raw(`explain query plan ${query}`),
          )
        ).rows.map(({ detail }) => detail)
      const count = 'select status, count(*) from form_answers where form_id = ? group by status'
      assert.match(String(await plan(count)), /COVERING INDEX form_answers_by_status/)
      const waiting =
        'select min(waiting_since) from form_sheet_rows where waiting_since is not null'
      assert.match(String(await plan(waiting)), /INDEX form_sheet_rows_waiting/)
    } finally {
      await close()
    }
  })

  for (const store of databases()) {
    for (const isOrdered of [true, false]) {
      const kind = isOrdered ? 'named' : 'anonymous'
      it(`wait once more where an answer changes while they are written (${kind}, ${store.name})`, async () => {
        const { database, close } = await store.open(sets)
        try {
          const ids = Array.from({ length: 450 }, (_, index) => `response-${index}`)
          const of = { id: form.id, isOrdered }
          const now = 1_700_000_000_000
          const written = async (hash: string, rows: Awaited<ReturnType<typeof loadRows>>) => {
            const done = rows.map((row) => ({ ...row, id: row.google_response_id, hash }))
            await database.write((tx) => markWritten(tx, form.id, done, now))
          }
          await database.write(async (tx) => {
            await insertForm(tx, form)
            await saveSheet(tx, form.id, 'sheet', now)
            await queueRows(tx, of, ids, now)
          })
          const read = await loadRows(database, form.id)
          // The clock may stand still.
          await database.write((tx) => queueRows(tx, of, ['response-7'], now))
          await written('first', read)
          assert.deepEqual(await waitingSheets(database, now), [form.id])
          const after = await loadRows(database, form.id)
          assert.ok(after.every(({ written_hash }) => written_hash === 'first'))
          const waiting = after.filter(({ waiting_since }) => waiting_since !== null)
          assert.equal(waiting.length, isOrdered ? 1 : ids.length)
          await written('second', after)
          assert.deepEqual(await waitingSheets(database, now), [])
        } finally {
          await close()
        }
      })
    }
  }
})
