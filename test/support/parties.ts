import assert from 'node:assert/strict'
import { z } from 'zod'
import { recruitment, type RecruitmentJson } from '#modules/recruitment/contract/party.ts'
import { guildSettings } from '#modules/recruitment/rules/settings.ts'
import { saveSettings } from '#modules/recruitment/store/preferences.ts'
import type { ActResult } from './control.ts'
import { idsOfPeople } from './people.ts'
import type { World } from './world.ts'

/** Where parties live on the API. */
export const partiesPath = '/api/discord/recruitments'

/** The party that was opened last. */
export async function newest(world: World): Promise<RecruitmentJson> {
  await world.settle()
  const { json } = await world.api('GET', `${partiesPath}/?page_size=1`)
  const [party] = z.object({ results: z.array(recruitment) }).parse(json).results
  assert.ok(party)
  return party
}

/** The first answer, which only the one who acted sees. */
export function whisper({ responses }: ActResult): string {
  const [response] = responses
  assert.equal(response?.ephemeral, true, JSON.stringify(responses))
  return JSON.stringify(response.data)
}

/** Whatever an answer shows. */
export function shown({ responses }: ActResult): string {
  return JSON.stringify(responses.map(({ data }) => data))
}

/** Sets what the guild has decided; the defaults for the rest. */
export async function decide(world: World, settings: z.input<typeof guildSettings>): Promise<void> {
  const { database, clock } = world.app.services
  const all = guildSettings.parse(settings)
  await database.write((tx) => saveSettings(tx, world.guildId, all, clock.now()))
}

/** Presses a button of the newest direct message that has it. */
export async function pressInPrivate(world: World, as: string, verb: string, id: number) {
  return pressDirect(world, as, `rc:1:${verb}:${id}`)
}

/** The same by the custom id of the button. */
export async function pressDirect(world: World, as: string, custom_id: string) {
  await world.settle()
  const { state } = world.sandbox.world
  const mine = [...state.dms.values()].filter(({ recipients }) =>
    recipients?.some((user) => user.id === world.idOf(as)),
  )
  const messages = mine.flatMap((dm) => [...(state.messages.get(dm.id)?.values() ?? [])])
  const found = messages.findLast(({ message }) =>
    JSON.stringify(message.components).includes(`"${custom_id}"`),
  )
  assert.ok(found, `${as} has no ${custom_id} button`)
  return world.act(as, { do: 'click', message_id: found.message.id, custom_id })
}

/** Opens the private panel of a party; what it answered, and how to use it. */
export async function panelOf(world: World, as: string, party: RecruitmentJson) {
  const opened = await world.press(as, 'manage', party)
  const message_id = opened.responses[0]?.message_id
  assert.ok(message_id)
  const custom = (verb: string) => ({ message_id, custom_id: `rc:1:${verb}:${party.id}` })
  return {
    opened,
    press: (verb: string) => world.act(as, { do: 'click', ...custom(verb) }),
    choose: (verb: string, value: string) =>
      world.act(as, { do: 'select', ...custom(verb), values: [value] }),
  }
}

/** Uses a sub-command of `/recruits`. */
export function recruits(
  world: World,
  as: string,
  sub: string,
  options: Record<string, unknown> = {},
): Promise<ActResult> {
  return world.act(as, { do: 'command', name: `recruits ${sub}`, options })
}

/** Discord ids of those who are in, in order. */
export function idsOf(party: RecruitmentJson): string[] {
  return idsOfPeople(party.participants)
}
