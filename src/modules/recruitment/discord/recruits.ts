import { coreError } from '#core/errors.ts'
import { fold } from '#core/fold.ts'
import {
  handler,
  type Answer,
  type AutocompleteCall,
  type Call,
  type CommandCall,
  type ComponentCall,
} from '#discord/part.ts'
import { listQuery } from '../contract/list.ts'
import { list, viewerFor } from '../service/reading.ts'
import { end } from '../service/state.ts'
import type { Seen } from '../views/json.ts'
import { choiceOfParty, listedParties, myList, openList } from '../views/lists.ts'
import { cut } from '#discord/message.ts'
import { t } from '../views/texts.ts'
import { guildOf, parse, partyId } from './input.ts'
import { editForm, editing, type Editing } from './panel.ts'
import { privatePanel, whisper } from './party-answers.ts'

/** Parties that a list of suggestions is made from. */
const suggested = 25

type Given = Record<string, string | number>

async function find(call: Call, given: Given): Promise<{ count: number; results: Seen[] }> {
  return list(call.context, parse(listQuery, { discord_guild_id: guildOf(call), ...given }))
}

function running(call: Call, given: Given): Promise<{ count: number; results: Seen[] }> {
  return find(call, { state: 'open,full,started', page_size: suggested, ...given })
}

function meIn(call: Call): string {
  const { user } = call.context.actor
  if (!user) throw coreError('not_authenticated')
  return user.discord_id
}

/** Running parties that the person may manage: the own ones first, then others' for managers. */
async function manageable(call: Call): Promise<Seen[]> {
  const { results: own } = await running(call, { owner: meIn(call) })
  const { manager } = await viewerFor(call.context, guildOf(call))
  if (!manager) return own
  const { results: all } = await running(call, {})
  const ids = new Set(own.map(({ party }) => party.id))
  return [...own, ...all.filter(({ party }) => !ids.has(party.id))]
}

/** `/recruits list`: open parties of the guild. */
const listOpen = handler<CommandCall, { count: number; results: Seen[] }>({
  perform(call) {
    const { game } = call.options
    const filter: Given = { status: 'open', page_size: listedParties }
    return find(call, game === undefined ? filter : { ...filter, game: String(game) })
  },
  answer: (found, call) => ({
    type: 'reply',
    message: openList(found, call.context),
    ephemeral: true,
  }),
})

/** `/recruits mine`: where somebody is in, waits or is the owner, with buttons to leave. */
const listMine = handler<CommandCall, Seen[]>({
  async perform(call) {
    const [joined, owned] = await Promise.all([
      running(call, { participant: 'me' }),
      running(call, { owner: meIn(call) }),
    ])
    const ids = new Set(joined.results.map(({ party }) => party.id))
    return [...joined.results, ...owned.results.filter(({ party }) => !ids.has(party.id))]
  },
  answer: (views, call) => ({
    type: 'reply',
    message: myList(views, meIn(call), call.context),
    ephemeral: true,
  }),
})

type Choosing = { choices: Seen[] }

/** The party an option names, or the only one there is; otherwise those to choose from. */
async function meant(call: CommandCall): Promise<number | Choosing> {
  const { party } = call.options
  if (party !== undefined) return partyId(String(party))
  const choices = await manageable(call)
  const [first, second] = choices
  return first && !second ? first.party.id : { choices }
}

function choose(verb: 'pick-close' | 'pick-edit', choices: Seen[], call: Call): Answer {
  const { locale } = call.context
  if (choices.length === 0) return whisper(t(locale, 'list.none'))
  return { type: 'reply', message: choiceOfParty(verb, choices, locale), ephemeral: true }
}

/** `/recruits close`. */
const close = handler<CommandCall, Seen | Choosing>({
  async perform(call) {
    const id = await meant(call)
    if (typeof id !== 'number') return id
    return end(call.context, id, 'closed', { guild_id: guildOf(call) })
  },
  answer: (result, call) =>
    'choices' in result ? choose('pick-close', result.choices, call) : privatePanel(result, call),
})

/** `/recruits edit`. */
const editOne = handler<CommandCall, Editing | Choosing>({
  async perform(call) {
    const id = await meant(call)
    return typeof id === 'number' ? editing(call, id) : id
  },
  answer: (result, call) =>
    'choices' in result ? choose('pick-edit', result.choices, call) : editForm(result, call),
})

/** Suggestions for the party of an option. */
const suggestParty = handler<AutocompleteCall, Seen[]>({
  async perform(call) {
    const typed = fold(String(call.options['party'] ?? ''))
    const all = await manageable(call)
    return all.filter(({ party }) => fold(`${party.id} ${party.title}`).includes(typed))
  },
  answer: (views) => ({
    type: 'choices',
    choices: views.map(({ party }) => ({
      name: `${cut(party.title, 85)} (#${party.id})`,
      value: String(party.id),
    })),
  }),
})

/** The choice of a party that a command left open. */
export const choiceComponents = {
  'pick-close': handler<ComponentCall, Seen>({
    perform: (call) =>
      end(call.context, partyId(call.values[0] ?? ''), 'closed', { guild_id: guildOf(call) }),
    answer: privatePanel,
  }),
  'pick-edit': handler<ComponentCall, Editing>({
    perform: (call) => editing(call, partyId(call.values[0] ?? '')),
    answer: editForm,
  }),
}

/** The part of `/recruits` that is about parties. */
export const partyCommands = {
  'recruits list': listOpen,
  'recruits mine': listMine,
  'recruits close': close,
  'recruits edit': editOne,
}

/** Suggestions for them. */
export const partySuggestions = {
  'recruits close': suggestParty,
  'recruits edit': suggestParty,
}
