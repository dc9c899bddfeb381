import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { wait } from '#core/clock.ts'
import { readCounter } from './counter.ts'
import { eventually } from '../support/eventually.ts'
import { openBench, type Bench } from './bench.ts'

async function newMember(bench: Bench, index: number): Promise<string | undefined> {
  const as = bench.people[index]
  await bench.act({ as, do: 'leave_guild', guild: bench.guildId })
  await bench.act({ as, do: 'join_guild', guild: bench.guildId })
  return as
}

describe('the connection to Discord', () => {
  it('resumes across a restart: nothing missed, no effect doubled', async () => {
    const bench = await openBench()
    await bench.start()
    await bench.ready()
    await bench.act({ do: 'command', name: 'counter' })
    await bench.settle()
    const expected: (string | undefined)[] = []
    for (let round = 0; round < 3; round += 1) {
      expected.push(await newMember(bench, 3 + round))
      await bench.settle()
      await bench.stop()
      expected.push(await newMember(bench, 7 + round))
      await bench.start()
      await bench.ready()
    }
    const heard = bench.controls.joins.map((user) => /"id":"(\d+)"/.exec(user)?.[1])
    assert.deepEqual(heard, expected)
    const message_id = (await readCounter(bench.database, 1))?.message_id
    const clicked = await bench.act({ do: 'click', message_id, custom_id: 'ct:1:plus:1' })
    assert.equal(clicked.ok, true)
    assert.equal((await readCounter(bench.database, 1))?.value, 1)
    await bench.close()
  })

  for (const gateway of ['drop', 'reconnect', 'invalid_session'] as const)
    it(`comes back after ${gateway}, and hears on`, async () => {
      const bench = await openBench()
      await bench.start()
      await bench.ready()
      await bench.clock.advance(6_000, bench.settle)
      await bench.post('faults', { gateway, times: 1 })
      const as = await newMember(bench, 4)
      while (bench.controls.joins.length === 0) {
        await bench.clock.advance(1_000, bench.settle)
        if (gateway === 'invalid_session') await newMember(bench, 4)
        await wait(bench.clock, 10)
      }
      assert.ok(bench.controls.joins.every((user) => user.includes(`"id":"${as}"`)))
      if (gateway !== 'invalid_session') assert.equal(bench.controls.joins.length, 1)
      await bench.close()
    })

  it('gives up a connection without signs of life by itself, and hears what it missed', async () => {
    const bench = await openBench({ heartbeatMs: 200 })
    await bench.start()
    await bench.ready()
    await bench.post('faults', { gateway: 'silence', times: 1 })
    const as = await newMember(bench, 4)
    await eventually(async () => assert.equal(bench.controls.joins.length, 1))
    assert.ok(bench.controls.joins[0]?.includes(`"id":"${as}"`))
    await bench.close()
  })

  it('registers the commands once, and again only when they are gone', async () => {
    const bench = await openBench()
    const puts = async () => (await bench.calls()).filter(({ method }) => method === 'PUT').length
    await bench.start()
    await bench.ready()
    await bench.stop()
    await bench.start()
    await bench.ready()
    assert.equal(await puts(), 1)
    await bench.close()
  })

  it('stops everything when the token is refused, and says so', async () => {
    const bench = await openBench()
    await bench.start('not-the-token')
    while (bench.discord().status().gateway.state !== 'stopped') await wait(bench.clock, 10)
    const status = bench.discord().status()
    assert.equal(status.ready, false)
    assert.equal(status.rest.state, 'unauthorized')
    assert.match(status.reason ?? '', /token/)
    const made = (await bench.calls()).length
    await bench.clock.advance(600_000, bench.settle)
    assert.equal((await bench.calls()).length, made)
    await bench.close()
  })

  it('goes on without an intent that is switched off', async () => {
    const bench = await openBench()
    const switches = (1 << 14) | (1 << 15)
    bench.sandbox.world.state.application.flags &= ~switches
    await bench.start()
    // The second identify keeps its distance from the first.
    while (bench.discord().status().gateway.missing_intents.length === 0)
      await wait(bench.clock, 10)
    await bench.clock.advance(6_000, bench.settle)
    await bench.ready()
    assert.deepEqual(bench.discord().status().gateway.missing_intents, [
      { name: 'GUILD_MEMBERS', switch: 'Server Members Intent' },
    ])
    await bench.close()
  })

  it('says of no server that it is not in it before it knows all of them', async (context) => {
    const bench = await openBench()
    context.after(() => bench.close())
    const { guildId, channelId } = bench
    const nowhere = '1300000000000000000'
    const list = { method: 'GET', route: '/users/@me/guilds' }
    await bench.post('faults', { when: list, do: { status: 503 }, times: 1_000 })
    await bench.start()
    const { members } = bench.discord()
    assert.equal(members.isIn(nowhere), null)
    assert.equal(await members.takesMessages(guildId, channelId), true)
    assert.equal(await members.takesMessages(nowhere, channelId), false)
    await bench.lift()
    await bench.stop()
    await bench.start()
    await bench.ready()
    const { members: informed } = bench.discord()
    assert.deepEqual([informed.isIn(guildId), informed.isIn(nowhere)], [true, false])
  })

  it('knows members by asking, and what changed by listening', async () => {
    const bench = await openBench()
    await bench.start()
    await bench.ready()
    const { members, guilds } = bench.discord()
    const person = bench.people[0] ?? ''
    const member = await members.member(bench.guildId, person)
    assert.equal(member?.user_id, person)
    assert.deepEqual(await members.guildsOf(person), [bench.guildId])
    assert.equal(await members.member(bench.guildId, '100000000000000000'), null)
    assert.ok((guilds.get(bench.guildId)?.bot_roles.length ?? 0) > 0)
    await bench.act({ as: bench.people[5], do: 'leave_guild', guild: bench.guildId })
    await bench.settle()
    assert.equal(await members.member(bench.guildId, bench.people[5] ?? ''), null)
    await bench.close()
  })
})
