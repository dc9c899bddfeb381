import { ActivityType, PresenceUpdateStatus } from 'discord-api-types/v10'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Timer } from '../clock.ts'
import type { GuildState } from '../discord/entities.ts'
import { presenceUpdate } from '../discord/gateway/frames.ts'
import { setPresence, type Platform } from '../discord/gateway/presence.ts'
import type { World } from '../discord/world.ts'
import { ControlError } from './errors.ts'
import { findGuild, findPerson } from './names.ts'

const tickMs = 50
const longestSeconds = 60

const floodBody = z.object({
  guild: z.string().optional(),
  /** Whose presences change, in turn; everybody's in the guild but bots' unless named. */
  people: z.array(z.string()).min(1).max(1_000).optional(),
  count: z.number().int().min(1).max(100_000),
  per_second: z.number().int().min(1).max(10_000).default(1_000),
})

const { Online, Idle, DoNotDisturb, Offline } = PresenceUpdateStatus
const statuses = [Online, Idle, DoNotDisturb, Online, Offline] as const
const activities = [
  { name: 'Chess', type: ActivityType.Playing },
  { name: 'Spotify', type: ActivityType.Listening },
  { name: 'Old films', type: ActivityType.Watching },
]
const platforms: readonly Platform[] = ['desktop', 'mobile', 'web', 'vr']

/** The nth change of a person: everybody goes through the same script of statuses, activities and devices. */
function change(world: World, userId: string, nth: number): void {
  const activity = activities[nth % activities.length]
  const presence = presenceUpdate.parse({
    status: statuses[nth % statuses.length],
    activities: activity ? [activity] : [],
  })
  setPresence(world, userId, presence, platforms[nth % platforms.length])
}

function peopleOf(world: World, guild: GuildState, named: readonly string[] | undefined): string[] {
  const members = [...guild.members.keys()]
  if (!named) return members.filter((id) => world.person(id).user.bot !== true)
  const ids = named.map((name) => findPerson(world, name).user.id)
  const stranger = ids.find((id) => !guild.members.has(id))
  if (stranger !== undefined) throw new ControlError(404, `${stranger} is not a member`)
  return ids
}

/**
 * Adds `POST /_control/presences`: a flood of presence changes that stops by itself, at most 100,000 in a minute of
 * the world's time. `DELETE` stops it early; so does a fresh world.
 */
export function addFlood(app: FastifyInstance, world: World): void {
  let timer: Timer | undefined
  const stop = (): void => {
    timer?.cancel()
    timer = undefined
  }
  world.onLoad(stop)
  app.addHook('onClose', async () => stop())

  app.post('/_control/presences', async (request) => {
    const { guild: name, people, count, per_second: rate } = floodBody.parse(request.body)
    const seconds = count / rate
    if (seconds > longestSeconds)
      throw new ControlError(400, `A flood takes at most ${longestSeconds} s; this is ${seconds} s`)
    if (timer) throw new ControlError(409, 'There is a flood already')
    const ids = peopleOf(world, findGuild(world, name), people)
    const startedAt = world.clock.now()
    let sent = 0
    const pour = (): void => {
      const due = Math.min(count, Math.ceil(((world.clock.now() - startedAt) / 1_000) * rate))
      for (; sent < due; sent += 1)
        change(world, ids[sent % ids.length] ?? '', Math.floor(sent / ids.length))
      timer = sent < count ? world.clock.after(tickMs, pour) : undefined
    }
    timer = world.clock.after(tickMs, pour)
    return { people: ids.length, count, seconds }
  })
  app.delete('/_control/presences', async (_request, reply) => {
    stop()
    return reply.code(204).send()
  })
}
