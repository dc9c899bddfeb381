import assert from 'node:assert/strict'
import { event as eventShape, type EventJson } from '#modules/events/contract/event.ts'
import { openWorld, type World, type WorldOptions } from './world.ts'

const hourMs = 3_600_000
const base = '/api/v1/events'

/** An organisation with two servers of Discord in the sandbox, and what one does there with events. */
export type TwoServers = World & {
  /** The second server. */
  sisterId: string
  guild(id?: string): ReturnType<typeof guildOf>
  /** So many hours from now, as text. */
  soon(hours: number): string
  create(fields?: Record<string, unknown>): Promise<EventJson>
  read(id: string): Promise<EventJson>
  /** Discord's event of ours in a server. */
  remoteOf(id: string, guildId?: string): ReturnType<typeof remotesIn>[number] | undefined
  /** Somebody acts on a server, in no channel; settled afterwards. */
  inDiscord(as: string, action: Record<string, unknown>): Promise<unknown>
  /** Presses a button of an event's sign-up message. */
  pressOn(as: string, verb: string, one: EventJson, more?: object): Promise<void>
  /** Calls that changed scheduled events in a server since. */
  writes(since: number): Promise<{ method: string; body: unknown; status: number }[]>
  lastCall(): Promise<number>
  /** Decides something for a server. */
  decide(options: Record<string, unknown>, guildId?: string): Promise<void>
  pass(length: string): Promise<void>
}

function guildOf(world: World, id: string) {
  const guild = world.sandbox.world.state.guilds.get(id)
  assert.ok(guild)
  return guild
}

const remotesIn = (world: World, id: string) => [...guildOf(world, id).events.values()]

/** Opens the association of the seeds with both of its servers joined. */
export async function openTwoServers(options: WorldOptions = {}): Promise<TwoServers> {
  const world = await openWorld({ seed: 'french-organisation', channel: 'agenda', ...options })
  const [, sister] = world.sandbox.world.state.guilds.values()
  assert.ok(sister)
  const sisterId = sister.base.id
  const channelIn = (id: string) =>
    [...guildOf(world, id).channels.values()].find(({ name }) => name === 'agenda')?.id
  for (const guild_id of [world.guildId, sisterId]) {
    const answer = await world.api('POST', '/api/v1/discord/guilds', {
      guild_id,
      org_id: 'rencontres',
      event_channel_id: channelIn(guild_id),
    })
    assert.equal(answer.status, 201, JSON.stringify(answer.json))
  }
  await world.settle()
  const soon = (hours: number) =>
    new Date(world.app.services.clock.now() + hours * hourMs).toISOString()
  const read = async (id: string) =>
    eventShape.parse((await world.api('GET', `${base}/${id}`)).json)
  return {
    ...world,
    sisterId,
    guild: (id = world.guildId) => guildOf(world, id),
    soon,
    read,
    async create(fields = {}) {
      const made = await world.api('POST', base, {
        title: 'Soirée jeux',
        org_id: 'rencontres',
        guild_ids: [world.guildId],
        start_at_utc: soon(24),
        duration_minutes: 120,
        location: 'Lyon',
        discord_user_id: world.idOf('helene'),
        ...fields,
      })
      assert.equal(made.status, 201, JSON.stringify(made.json))
      await world.settle()
      return read(eventShape.parse(made.json).id)
    },
    remoteOf: (id, guildId = world.guildId) =>
      remotesIn(world, guildId).find(({ description }) => description?.includes(id)),
    async inDiscord(as, action) {
      const result = await world.control.act({ as, guild: world.guildId, ...action })
      assert.ok(result.ok, JSON.stringify(result))
      await world.settle()
      return result['result']
    },
    async pressOn(as, verb, one, more = {}) {
      const message_id = one.guilds[0]?.message_url?.split('/').at(-1)
      await world.act(as, { do: 'click', message_id, custom_id: `ev:1:${verb}:${one.id}`, ...more })
      await world.settle()
    },
    writes: async (since) =>
      (await world.control.calls(since)).filter(
        ({ method, path }) => method !== 'GET' && path.includes('/scheduled-events'),
      ),
    lastCall: async () => (await world.control.calls()).at(-1)?.n ?? 0,
    async decide(decided, guildId = world.guildId) {
      const answer = await world.api('PATCH', `/api/v1/discord/guilds/${guildId}`, decided)
      assert.equal(answer.status, 200, JSON.stringify(answer.json))
      await world.settle()
    },
    async pass(length) {
      await world.control.advance(length)
      await world.settle()
    },
  }
}
