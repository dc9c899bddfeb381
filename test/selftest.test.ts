import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { selftest } from '../src/cli/selftest.ts'
import { UsageError } from '../src/cli/io.ts'
import { sandboxEnvironment, startTryOut, type TryOut } from '../tools/world.ts'
import { runCommand } from './support/cli.ts'
import { quickLimits } from './support/quick-limits.ts'

let tryOut: TryOut
let folder: string
let env: Record<string, string>

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muster-selftest-'))
  tryOut = await startTryOut({
    port: 0,
    sandboxPort: 0,
    ...quickLimits,
    dataDir: folder,
    env: { LOG_LEVEL: 'silent' },
  })
  const address = { PUBLIC_URL: tryOut.app.url, DATA_DIR: folder, LANG: 'en_GB.UTF-8' }
  env = { ...sandboxEnvironment(tryOut.sandbox, folder), ...address }
})

after(async () => {
  await tryOut.stop()
  rmSync(folder, { recursive: true, force: true })
})

const madeForm = z.object({ result: z.object({ form_id: z.string(), edit: z.string() }) })

async function parties(): Promise<number> {
  const answer = await fetch(`${tryOut.app.url}/api/discord/recruitments/`)
  const body: unknown = await answer.json()
  assert.ok(typeof body === 'object' && body !== null && 'count' in body)
  return Number(body.count)
}

/** Nothing is left: no party, no message of the bot, no valid key. */
async function assertClean(): Promise<void> {
  assert.equal(await parties(), 0)
  const { messages } = tryOut.sandbox.world.state
  const { id } = tryOut.sandbox.application
  const own = [...messages.values()].flatMap((channel) =>
    [...channel.values()].filter(({ message }) => message.author.id === id),
  )
  assert.deepEqual(own, [])
  const keys = await tryOut.app.access.keys.list()
  assert.ok(keys.length > 0 && keys.every(({ revoked_at }) => revoked_at !== null))
}

describe('muster selftest', () => {
  it('tries the way of a party on every door and leaves nothing behind', async () => {
    const { code, out, err } = await runCommand(selftest, env, ['recruitment'])
    assert.equal(code, 0, `${out}\n${err}`)
    const lines = out.split('\n').filter((line) => /\d s\t/.test(line))
    assert.equal(lines.length, 9)
    assert.ok(lines.every((line) => /^ok\t\d+\.\d\d s\t/.test(line)))
    await assertClean()
  })

  it('tries both ways of an event, from here to Discord and back', async () => {
    const { code, out, err } = await runCommand(selftest, env, ['events'])
    assert.equal(code, 0, `${out}\n${err}`)
    const lines = out.split('\n').filter((line) => /\d s\t/.test(line))
    assert.equal(lines.length, 11)
    assert.ok(lines.every((line) => line.startsWith('ok\t')))
    const [guild] = tryOut.sandbox.world.state.guilds.values()
    const open = [...(guild?.events.values() ?? [])].filter(({ status }) => status < 3)
    assert.deepEqual(open, [])
    await tryOut.sandbox.settle()
    await assertClean()
  })

  it('tries the way of a form that is shared, and gives it back as it was', async () => {
    const act = async (body: object): Promise<unknown> => {
      const method = { method: 'POST', headers: { 'content-type': 'application/json' } }
      const answer = await fetch(`${tryOut.sandbox.origin}/_control/act`, {
        ...method,
        body: JSON.stringify({ as: 'olivia', ...body }),
      })
      return answer.json()
    }
    const unnamed = await runCommand(selftest, env, ['forms'])
    assert.equal(unnamed.code, 1)
    assert.match(unnamed.err, /gserviceaccount\.com.*--form URL/)
    const { result } = madeForm.parse(await act({ do: 'google_create', title: 'Shared' }))
    await act({ do: 'google_share', form: result.form_id, with: 'service' })
    const { code, out, err } = await runCommand(selftest, env, ['forms', '--form', result.edit])
    assert.equal(code, 0, `${out}\n${err}`)
    const lines = out.split('\n').filter((line) => /\d s\t/.test(line))
    assert.equal(lines.length, 10)
    assert.ok(lines.every((line) => line.startsWith('ok\t')))
    // The form has no items any more, as before.
    const requests = [{ deleteItem: { location: { index: 0 } } }]
    const removed = await act({ do: 'google_edit', form: result.form_id, requests })
    assert.equal(z.object({ ok: z.literal(true) }).safeParse(removed).success, false)
    await assertClean()
  })

  it('tries every door of trading without an order, and leaves no word behind', async () => {
    const orders = tryOut.sandbox.exchange.desk.state.orders.size
    const { code, out, err } = await runCommand(selftest, env, ['trading'])
    assert.equal(code, 0, `${out}\n${err}`)
    const lines = out.split('\n').filter((line) => /\d s\t/.test(line))
    assert.equal(lines.length, 7)
    assert.ok(lines.every((line) => line.startsWith('ok\t')))
    assert.equal(tryOut.sandbox.exchange.desk.state.orders.size, orders)
    await assertClean()
  })

  it('says which step fails and why, and cleans up nevertheless', async () => {
    const fault = {
      when: { method: 'POST', route: '/channels/{channel.id}/messages' },
      do: { status: 403, body: { code: 50013, message: 'Missing Permissions' } },
    }
    const faults = `${tryOut.sandbox.origin}/_control/faults`
    const headers = { 'content-type': 'application/json' }
    await fetch(faults, { method: 'POST', headers, body: JSON.stringify(fault) })
    const patience = { ...env, LANG: 'ja_JP.UTF-8' }
    const { code, out, err } = await runCommand((io) => selftest(io, 1_000), patience)
    await fetch(faults, { method: 'DELETE' })
    assert.equal(code, 1)
    assert.match(out, /^失敗\t.+メッセージ/m)
    assert.match(out, /^成功\t.+後片付け/m)
    assert.match(err, /1 秒/)
    await tryOut.sandbox.settle()
    await assertClean()
  })

  it('needs a module that exists, a server that runs and a channel in which the bot may post', async () => {
    await assert.rejects(runCommand(selftest, env, ['nothing']), UsageError)
    const stopped = await runCommand(selftest, { ...env, PUBLIC_URL: 'http://127.0.0.1:9' })
    assert.equal(stopped.code, 1)
    assert.match(stopped.err, /npm run serve/)
    const [channel] = [...tryOut.sandbox.world.state.guilds.values()].flatMap((guild) =>
      [...guild.channels.values()].filter(({ name }) => name === 'Lounge'),
    )
    const { code, err } = await runCommand(selftest, env, ['--channel', channel?.id ?? ''])
    assert.equal(code, 1)
    assert.match(err, /--channel/)
  })
})
