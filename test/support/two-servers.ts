import assert from 'node:assert/strict'
import { event as eventShape, type EventJson } from '#modules/events/contract/event.ts'
import { discordPath, eventDoings, eventsPath, type EventDoings } from './event-world.ts'
import { openWorld, type World, type WorldOptions } from './world.ts'

/** An organisation with two servers of Discord in the sandbox, and what one does there with events. */
export type TwoServers = World &
  EventDoings & {
    /** The second server. */
    sisterId: string
    /** Makes an event of helene's in the first server; what follows from it is done when this returns. */
    create(fields?: Record<string, unknown>): Promise<EventJson>
    /** Presses a button of an event's sign-up message. */
    pressOn(as: string, verb: string, one: EventJson, more?: object): Promise<void>
  }

/** Opens the association of the seeds with both of its servers joined. */
export async function openTwoServers(options: WorldOptions = {}): Promise<TwoServers> {
  const world = await openWorld({ seed: 'french-organisation', channel: 'agenda', ...options })
  const [, sister] = world.sandbox.world.state.guilds.values()
  assert.ok(sister)
  const sisterId = sister.base.id
  const doings = eventDoings(world)
  const channelIn = (id: string) =>
    [...doings.guild(id).channels.values()].find(({ name }) => name === 'agenda')?.id
  for (const guild_id of [world.guildId, sisterId]) {
    const answer = await world.api('POST', `${discordPath}/guilds`, {
      guild_id,
      org_id: 'rencontres',
      event_channel_id: channelIn(guild_id),
    })
    assert.equal(answer.status, 201, JSON.stringify(answer.json))
  }
  await world.settle()
  return {
    ...world,
    ...doings,
    sisterId,
    async create(fields = {}) {
      const made = await world.api('POST', eventsPath, {
        title: 'Soirée jeux',
        org_id: 'rencontres',
        guild_ids: [world.guildId],
        start_at_utc: doings.soon(24),
        duration_minutes: 120,
        location: 'Lyon',
        discord_user_id: world.idOf('helene'),
        ...fields,
      })
      assert.equal(made.status, 201, JSON.stringify(made.json))
      await world.settle()
      return doings.read(eventShape.parse(made.json).id)
    },
    async pressOn(as, verb, one, more = {}) {
      const message_id = one.guilds[0]?.message_url?.split('/').at(-1)
      await world.act(as, { do: 'click', message_id, custom_id: `ev:1:${verb}:${one.id}`, ...more })
      await world.settle()
    },
  }
}
