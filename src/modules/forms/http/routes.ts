import type { AnyRoute } from '#core/http/route.ts'
import type { SecondDoor } from '#core/module.ts'
import { environment } from '../rules/environment.ts'
import { builderRoutes } from './builder.ts'
import { doorRoutes } from './door.ts'
import { formRoutes } from './forms.ts'
import { peopleRoutes } from './people.ts'
import { resultRoutes } from './results.ts'
import { stateRoutes } from './states.ts'

/** The routes of this module; their work often asks Google between two transactions. */
export const formsRoutes: readonly AnyRoute[] = [
  ...builderRoutes,
  ...resultRoutes,
  ...peopleRoutes,
  ...stateRoutes,
  ...formRoutes,
  ...doorRoutes,
].map((route) => ({ ...route, inSteps: true }))

/** The port that links to forms may have of their own. */
export const formsDoor: SecondDoor = (services) => {
  const { AUTH_SERVER_PORT: port } = services.settings(environment)
  return port === undefined ? null : { host: '127.0.0.1', port }
}
