import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { z } from 'zod'
import { historyAnswer } from '#modules/recruitment/contract/insight.ts'
import { recruitment } from '#modules/recruitment/contract/party.ts'
import { partiesPath } from '../support/parties.ts'
import { openTwoServers } from '../support/two-servers.ts'
import { openWorld, type World } from '../support/world.ts'

const made = z.object({ id: z.string() })

/** The bot makes a channel or a thread. */
async function make(world: World, path: string, body: object): Promise<string> {
  const { origin, application } = world.sandbox
  const answer = await fetch(`${origin}/api/v10${path}`, {
    method: 'POST',
    headers: { authorization: `Bot ${application.bot_token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return made.parse(await answer.json()).id
}

function openIn(world: World, place: object) {
  return world.api('POST', `${partiesPath}/`, {
    title: 'Somewhere',
    discord_guild_id: world.guildId,
    discord_owner_id: world.idOf('helene'),
    ...place,
  })
}

it('a party is opened and moved only where a message can stand', async (context) => {
  const world = await openTwoServers()
  context.after(() => world.close())
  const { guildId, sisterId, channelId } = world
  const guild = `/guilds/${guildId}/channels`
  const kinds = { category: 4, forum: 15 }
  const elsewhere = [...world.guild(sisterId).channels.values()].find(
    ({ name }) => name === 'agenda',
  )?.id
  const wrong: Record<string, string | undefined> = {
    'no channel': '1300000000000000001',
    'of another server': elsewhere,
  }
  for (const [name, type] of Object.entries(kinds)) {
    wrong[name] = await make(world, guild, { name, type })
  }
  await world.settle()
  const { json } = await openIn(world, { discord_channel_id: channelId })
  const { id } = recruitment.parse(json)
  const sentence = /^This is no channel of the server/
  for (const [name, discord_channel_id] of Object.entries(wrong)) {
    const answers = [
      await openIn(world, { discord_channel_id }),
      await world.api('PATCH', `${partiesPath}/${id}/`, { discord_channel_id }),
    ]
    for (const { status, json: refusal } of answers) {
      const { code, discord_channel_id: said } = refusal as Record<string, unknown>
      assert.deepEqual([status, code], [400, 'validation_error'], name)
      assert.match(String(said), sentence, name)
    }
  }
  const unknown = { discord_guild_id: '1300000000000000000' }
  for (const place of [unknown, { ...unknown, discord_channel_id: '1300000000000000001' }]) {
    const { status, json: refusal } = await openIn(world, place)
    const { discord_guild_id: said } = refusal as Record<string, unknown>
    assert.deepEqual([status, said], [400, ['The bot is not in this server.']])
  }
  const thread = await make(world, `/channels/${channelId}/threads`, { name: 'Aside', type: 11 })
  // Rooms to speak in have a chat.
  const room = await make(world, guild, { name: 'Room', type: 2 })
  for (const discord_channel_id of [thread, room]) {
    const there = recruitment.parse((await openIn(world, { discord_channel_id })).json)
    await world.settle()
    assert.ok((await world.party(there.id)).discord_message_id)
  }
})

describe('a message that Discord refuses', () => {
  let world: World
  before(async () => {
    world = await openWorld()
  })
  after(() => world.close())
  afterEach(() => world.control.liftFaults())

  const route = '/channels/{channel_id}/messages'
  const refuse = (status: number, code: number) =>
    world.control.fault({
      service: 'discord',
      when: { method: 'POST', route },
      do: { status, body: { code, message: 'No' } },
      times: 1_000,
    })
  const posts = async () => {
    const calls = await world.control.calls()
    return calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/messages'))
      .length
  }
  const pass = async (length: string) => {
    await world.control.advance(length)
    await world.settle()
  }
  const troubles = async (id: number, language = 'en') => {
    const { json } = await world.api('GET', `${partiesPath}/${id}/history/?lang=${language}`)
    const { results } = historyAnswer.parse(json)
    return results.filter(({ change }) => 'trouble' in change).map(({ text }) => text)
  }

  it('waits for a right, says in the history what is missing, and ends with its party', async () => {
    await refuse(403, 50013)
    const party = await world.open({ title: 'Mute' })
    const tried = await posts()
    await pass('16m')
    assert.equal(await posts(), tried + 1, 'asked again now and then')
    const [said, ...more] = await troubles(party.id)
    assert.match(said ?? '', /permissions/)
    assert.deepEqual(more, [])
    for (const language of ['ja', 'fr', 'ko']) {
      assert.notEqual((await troubles(party.id, language))[0], said)
    }
    await world.api('POST', `${partiesPath}/${party.id}/close/`, {})
    await world.settle()
    const last = await posts()
    await pass('2h')
    await world.restart()
    await pass('2h')
    assert.equal(await posts(), last, 'never again')
    const line = world.logged.find((one) => one.includes('50013')) ?? ''
    assert.match(line, /"POST \/channels\/:id\/messages: /)
  })

  it('is posted as soon as something changes there', async () => {
    await refuse(403, 50001)
    const party = await world.open({ title: 'Unseen' })
    assert.equal((await world.party(party.id)).discord_message_id, null)
    await world.control.liftFaults()
    await world.act('olivia', { do: 'edit_channel', channel: 'recruit', topic: 'Anew' })
    await world.settle()
    assert.ok((await world.party(party.id)).discord_message_id)
  })

  it('is not tried again where there is no channel, and comes with another one', async () => {
    const forms = world.sandbox.world.state.guilds.get(world.guildId)?.channels.values() ?? []
    const other = [...forms].find(({ name }) => name === 'forms')?.id
    await refuse(404, 10003)
    const party = await world.open({ title: 'Lost' })
    const tried = await posts()
    await pass('1h')
    assert.equal(await posts(), tried)
    assert.match((await troubles(party.id))[0] ?? '', /Choose another one/)
    await world.control.liftFaults()
    await world.api('PATCH', `${partiesPath}/${party.id}/`, { discord_channel_id: other })
    await world.settle()
    const { discord_channel_id, discord_message_id } = await world.party(party.id)
    assert.equal(discord_channel_id, other)
    assert.ok(discord_message_id)
    // Its message goes along with every further move.
    await world.api('PATCH', `${partiesPath}/${party.id}/`, { discord_channel_id: world.channelId })
    await world.settle()
    assert.equal((await world.messagesOf(party.id)).length, 1)
    const stayed = JSON.stringify(await world.control.messages(other ?? ''))
    assert.ok(!stayed.includes(`:join:${party.id}"`))
  })
})
