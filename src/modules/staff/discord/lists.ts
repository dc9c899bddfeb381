import {
  handler,
  type AutocompleteCall,
  type CommandCall,
  type ComponentCall,
} from '#discord/part.ts'
import { coreError } from '#core/errors.ts'
import { fold } from '#core/fold.ts'
import { rosterQuery } from '../contract/roster.ts'
import { type StaffRow } from '../contract/row.ts'
import { listRanks } from '../service/ranks.ts'
import { list } from '../service/roster.ts'
import { countsAsOnline } from '../views/json.ts'
import { rosterList } from '../views/message.ts'
import { guildOf } from './input.ts'

/** More than fits a message. */
const mostRows = 100

async function rows(
  call: CommandCall | ComponentCall,
  filter: { role?: string; status?: string } = {},
): Promise<StaffRow[]> {
  const query = rosterQuery.safeParse({
    discord_guild_id: guildOf(call),
    page_size: mostRows,
    ...filter,
  })
  if (!query.success) throw coreError('validation_error')
  return (await list(call.context, query.data)).results
}

async function present(call: CommandCall | ComponentCall): Promise<StaffRow[]> {
  const all = await rows(call)
  return all.filter((row) => row.duty_state !== 'off' || countsAsOnline(row))
}

/** `/staff list`: the roster, all of it or a part. */
export const showList = handler<CommandCall, StaffRow[]>({
  perform(call) {
    const { role, status } = call.options
    return rows(call, {
      ...(typeof role === 'string' && { role }),
      ...(typeof status === 'string' && { status }),
    })
  },
  answer: (found, { context }) => ({
    type: 'reply',
    ephemeral: true,
    message: rosterList(found, context.locale, { title: 'list.title', none: 'list.none' }, context),
  }),
})

/** `/staff who`: who is online or on duty now. */
export const showPresent = handler<CommandCall, StaffRow[]>({
  perform: present,
  answer: (found, { context }) => ({
    type: 'reply',
    ephemeral: true,
    message: rosterList(found, context.locale, { title: 'who.title', none: 'who.none' }, context),
  }),
})

/** The button of the panel: the same as `/staff who`. */
export const pressWho = handler<ComponentCall, StaffRow[]>({
  perform: present,
  answer: (found, { context }) => ({
    type: 'reply',
    ephemeral: true,
    message: rosterList(found, context.locale, { title: 'who.title', none: 'who.none' }, context),
  }),
})

/** Suggestions for a rank. */
export const suggestRank = handler<AutocompleteCall, string[]>({
  async perform(call) {
    const typed = fold(String(call.options['role'] ?? ''))
    const all = await listRanks(call.context, guildOf(call))
    return all
      .map(({ role }) => role)
      .filter((role) => fold(role).includes(typed))
      .slice(0, 25)
  },
  answer: (names) => ({ type: 'choices', choices: names.map((name) => ({ name, value: name })) }),
})
