import { coreError } from '#core/errors.ts'
import { fold } from '#core/fold.ts'
import {
  handler,
  type Answer,
  type AutocompleteCall,
  type Call,
  type CommandCall,
  type ComponentCall,
  type Handler,
} from '#discord/part.ts'
import { eventListQuery } from '../contract/event.ts'
import { nameOf } from '../rules/channels.ts'
import type { Changed } from '../service/change.ts'
import { setState } from '../service/edit.ts'
import { feedUrl } from '../service/feeds.ts'
import { moveMessage, type Moved } from '../service/messages.ts'
import { get, list } from '../service/reading.ts'
import { signUp, withdraw } from '../service/signups.ts'
import { requestSync } from '../service/sync.ts'
import { templatesOfGuild } from '../service/templates.ts'
import type { Seen } from '../views/json.ts'
import { eventForm } from '../views/form.ts'
import {
  eventChoice,
  eventLink,
  eventList,
  eventPageLink,
  note,
  outcomeNote,
  peopleList,
} from '../views/notes.ts'
import { t } from '../views/texts.ts'
import { createCommand, formOf } from './create.ts'
import { guildOf, meIn } from './input.ts'

type Verb = 'show' | 'edit' | 'signup' | 'withdraw' | 'start' | 'end' | 'cancel' | 'post' | 'sync'

function whisper(content: string): Answer {
  return { type: 'reply', message: note(content), ephemeral: true }
}

/** Events of the server that are still to come or under way. */
async function coming(call: Call, more: Record<string, unknown> = {}): Promise<Seen[]> {
  const query = eventListQuery.parse({
    state: 'scheduled,active',
    guild_id: guildOf(call),
    page_size: 25,
    ...more,
  })
  return (await list(call.context, query)).results
}

/** The event an option names, or the only one there is; otherwise those to choose from. */
async function meant(call: CommandCall): Promise<string | Seen[]> {
  const { event } = call.options
  if (event !== undefined) return String(event)
  const choices = await coming(call)
  const [first, second] = choices
  return first && !second ? first.event.id : choices
}

type Form = Awaited<ReturnType<typeof formOf>>

/** What a verb came to. Of a write it is what the unit of work returned: the answer is stored with it. */
type Outcome =
  | { choices: Seen[] }
  | { form: Form }
  | { seen: Seen }
  | Changed
  | Moved
  | { event_id: string }

/** Does what a verb says with one event. */
async function perform(
  call: Call,
  verb: Verb,
  id: string,
  reason: string | null,
): Promise<Outcome> {
  const { context } = call
  const wish = { expected: { guild_id: guildOf(call) } }
  switch (verb) {
    case 'show':
      return { seen: await get(context, id) }
    case 'edit':
      return { form: await formOf(call, id) }
    case 'signup':
      return signUp(context, id, {}, wish)
    case 'withdraw':
      return withdraw(context, id, wish)
    case 'start':
      return setState(context, id, 'active', wish)
    case 'end':
      // Whoever ends by hand what has not begun means to call it off.
      return setState(context, id, 'completed', { ...wish, from: ['active'] })
    case 'cancel':
      return setState(context, id, 'cancelled', { ...wish, reason })
    case 'post':
      if (call.channel_id === null) throw coreError('not_found')
      return moveMessage(context, id, { guild_id: guildOf(call), channel_id: call.channel_id })
    case 'sync':
      return requestSync(context, id)
  }
}

/** What is said after a verb that changed an event, or put work in line for one. */
function said(result: Changed | Moved | { event_id: string }, verb: Verb, call: Call) {
  const { context } = call
  const { locale } = context
  if ('message' in result) {
    return eventPageLink(result.message.event_id, t(locale, 'note.did_post'), context)
  }
  if ('event_id' in result)
    return eventPageLink(result.event_id, t(locale, 'note.did_sync'), context)
  if (verb === 'start' || verb === 'end' || verb === 'cancel') {
    return eventLink(result, t(locale, `note.did_${verb}`), context)
  }
  return outcomeNote(result, meIn(call), locale)
}

function answered(result: Outcome, verb: Verb, call: Call): Answer {
  const { locale } = call.context
  const reply = (message: ReturnType<typeof note>): Answer => ({
    type: 'reply',
    message,
    ephemeral: true,
  })
  if ('form' in result) {
    const { id, form } = result.form
    return { type: 'modal', modal: eventForm(locale, id, form) }
  }
  if ('choices' in result) {
    const { choices } = result
    if (choices.length === 0) return whisper(t(locale, 'list.none'))
    return reply(eventChoice(`pick-${verb}`, choices, locale))
  }
  if ('seen' in result) return reply(peopleList(result.seen, 0, locale))
  return reply(said(result, verb, call))
}

function verbCommand(verb: Verb) {
  return handler<CommandCall, Outcome>({
    async perform(call) {
      const id = await meant(call)
      if (typeof id !== 'string') return { choices: id }
      const { reason } = call.options
      return perform(call, verb, id, reason === undefined ? null : String(reason))
    },
    answer: (result, call) => answered(result, verb, call),
  })
}

const verbs = [
  'show',
  'edit',
  'signup',
  'withdraw',
  'start',
  'end',
  'cancel',
  'post',
  'sync',
] as const

const lists = (more: Record<string, unknown>) =>
  handler<CommandCall, Seen[]>({
    perform: (call) => coming(call, more),
    answer: (seen, call) => ({
      type: 'reply',
      message: eventList(seen, call.context),
      ephemeral: true,
    }),
  })

const calendar = handler<CommandCall, string>({
  perform: (call) => feedUrl(call.context),
  answer: (url, call) => whisper(t(call.context.locale, 'note.calendar', { url })),
})

/** What `/event …` does. */
export const onCommand: Record<string, Handler<CommandCall>> = {
  'event create': createCommand,
  'event list': lists({}),
  'event mine': lists({ mine: '1' }),
  'event calendar': calendar,
  ...Object.fromEntries(verbs.map((verb) => [`event ${verb}`, verbCommand(verb)])),
}

/** Suggestions for the event of an option. */
const suggestEvent = handler<AutocompleteCall, Seen[]>({
  async perform(call) {
    const typed = String(call.options['event'] ?? '')
    return coming(call, typed === '' ? {} : { q: typed.slice(0, 200) })
  },
  answer: (seen) => ({
    type: 'choices',
    choices: seen.map(({ event }) => ({
      name: `${nameOf(event.title, 75)} · ${new Date(event.start_at).toISOString().slice(0, 10)}`,
      value: event.id,
    })),
  }),
})

const suggestTemplate = handler<AutocompleteCall, string[]>({
  perform: (call) => templatesOfGuild(call.context, guildOf(call)),
  answer: (names, call) => {
    const typed = fold(String(call.options['template'] ?? ''))
    const fits = names.filter((name) => fold(name).includes(typed))
    return { type: 'choices', choices: fits.map((name) => ({ name, value: name })) }
  },
})

/** Suggestions while somebody types. */
export const onAutocomplete: Record<string, Handler<AutocompleteCall>> = {
  'event create': suggestTemplate,
  ...Object.fromEntries(verbs.map((verb) => [`event ${verb}`, suggestEvent])),
}

/** The choice of an event that a command left open. */
export const choiceComponents: Record<string, Handler<ComponentCall>> = Object.fromEntries(
  verbs.map((verb) => [
    `pick-${verb}`,
    handler<ComponentCall, Outcome>({
      perform: (call) => perform(call, verb, call.values[0] ?? '', null),
      answer: (result, call) => answered(result, verb, call),
    }),
  ]),
)
