import type { FastifyInstance } from 'fastify'
import type { World } from '../world.ts'
import { addApplicationRoutes, type EndpointCheck, type SessionStartInfo } from './applications.ts'
import { createRouter } from './call.ts'
import { addChannelRoutes } from './channels.ts'
import { addCommandRoutes } from './commands.ts'
import { addEmptyRoutes } from './empty.ts'
import { addEventRoutes } from './events.ts'
import { addGuildRoutes } from './guilds.ts'
import type { Limits } from './limits.ts'
import { addMemberRoutes } from './members.ts'
import { addMessageRoutes } from './messages.ts'
import { addPinRoutes } from './pins.ts'
import { addReactionRoutes } from './reactions.ts'
import { addRoleRoutes } from './roles.ts'
import { addThreadRoutes } from './threads.ts'
import { addUserRoutes } from './users.ts'

/** What REST asks of others: the endpoint check and the budget of gateway sessions. */
export type RestParts = {
  limits: Limits
  checkEndpoint: EndpointCheck
  sessionStarts: () => SessionStartInfo
}

/** Adds every authenticated REST route beneath `/api/v10`. */
export function registerRest(app: FastifyInstance, world: World, parts: RestParts): void {
  const route = createRouter(app, world, parts.limits)
  addApplicationRoutes(route, parts)
  addUserRoutes(route)
  addGuildRoutes(route)
  addChannelRoutes(route)
  addPinRoutes(route)
  addMessageRoutes(route)
  addReactionRoutes(route)
  addThreadRoutes(route)
  addRoleRoutes(route)
  addMemberRoutes(route)
  addCommandRoutes(route)
  addEventRoutes(route)
  addEmptyRoutes(route)
}
