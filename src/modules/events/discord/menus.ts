import { coreError } from '#core/errors.ts'
import { handler, type ComponentCall } from '#discord/part.ts'
import { chooseRoles } from '../service/menus.ts'
import { loadRoleOf } from '../service/menu-options.ts'
import { note } from '../views/notes.ts'
import { t } from '../views/texts.ts'
import { guildOf, targetOf } from './input.ts'

type Chosen = Awaited<ReturnType<typeof chooseRoles>>

function answer({ menu, wanted }: Chosen, call: ComponentCall) {
  const { locale } = call.context
  const labels = menu.fields.options
    .filter(({ discord_role_id }) => wanted.includes(discord_role_id))
    .map(({ label }) => label)
  const text =
    labels.length === 0
      ? t(locale, 'menu.none')
      : t(locale, 'menu.chosen', { roles: labels.join(', ') })
  return { type: 'reply' as const, message: note(text), ephemeral: true }
}

const choose = handler<ComponentCall, Chosen>({
  perform: (call) =>
    chooseRoles(call.context, targetOf(call).id, { guild_id: guildOf(call), values: call.values }),
  answer,
})

const toggle = handler<ComponentCall, Chosen>({
  async perform(call) {
    const { id, page } = targetOf(call)
    const role = await loadRoleOf(call.context, id, page)
    if (role === null) throw coreError('not_found')
    return chooseRoles(call.context, id, { guild_id: guildOf(call), toggle: role })
  },
  answer,
})

/** What role menus do, by the verb in their custom id. */
export const menuComponents = { menu: choose, toggle }
