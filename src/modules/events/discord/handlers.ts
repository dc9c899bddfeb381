import type { ComponentCall, Handler } from '#discord/part.ts'
import { memberComponents } from './buttons.ts'
import { choiceComponents } from './commands.ts'
import { menuComponents } from './menus.ts'

/** What buttons and selects do, by the verb in their custom id. */
export const onComponent: Record<string, Handler<ComponentCall>> = {
  ...memberComponents,
  ...choiceComponents,
  ...menuComponents,
}
