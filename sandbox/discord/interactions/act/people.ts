import { Locale } from 'discord-api-types/v10'
import { ControlError } from '../../../control/errors.ts'
import { addMember } from '../../members.ts'
import { makeUser } from '../../objects.ts'
import type { World } from '../../world.ts'

const locales = [Locale.EnglishUS, Locale.Japanese, Locale.French, Locale.Korean]

/** Makes `count` people who are members of the first guild. */
export function addPeople(world: World, count: number): { user_id: string; token: string }[] {
  const [guild] = world.state.guilds.values()
  if (guild === undefined) throw new ControlError(400, 'There is no guild to join.')
  const offset = world.state.users.size
  return Array.from({ length: count }, (_, index) => {
    const id = world.nextId()
    const username = `guest${offset + index}`
    const token = `person.${username}.${id}`
    world.state.users.set(id, {
      user: makeUser(id, username, `Guest ${offset + index}`),
      token,
      locale: locales[index % locales.length] ?? Locale.EnglishUS,
      dm_closed: false,
    })
    addMember(world, guild, id)
    return { user_id: id, token }
  })
}
