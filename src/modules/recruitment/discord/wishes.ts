import { createHash } from 'node:crypto'
import { coreError } from '#core/errors.ts'
import { fold } from '#core/fold.ts'
import { handler, type AutocompleteCall, type CommandCall } from '#discord/part.ts'
import * as preferences from '../service/preferences.ts'
import { peopleList, textList } from '../views/lists.ts'
import { cut, escapeMarkdown, mention } from '#discord/message.ts'
import { t, type TextKey } from '../views/texts.ts'
import { guildOf } from './input.ts'
import { whisper } from './party-answers.ts'

/** What somebody wants to hear of. */
type Alert = Awaited<ReturnType<typeof preferences.addAlert>>

function shownAlert({ kind, value }: Alert): string {
  return kind === 'owner' ? mention(value) : escapeMarkdown(value)
}

function nameOf({ value, display_name }: preferences.ListedAlert): string {
  return display_name ?? value
}

/** An alert as the value of a choice, which has room for 100 UTF-16 units. */
function valueOf({ kind, value }: Alert): string {
  const text = `${kind}:${value}`
  return text.length > 100 ? createHash('sha256').update(text).digest('hex') : text
}

/** What a choice says, or a game as people type it. */
function alertOf(text: string): Alert {
  const [, kind, value] = /^(owner|game):(.+)$/s.exec(text) ?? []
  if (kind === 'owner' && value !== undefined) return { kind, value }
  return { kind: 'game', value: value ?? text }
}

function userOf(call: CommandCall): string {
  return String(call.options['user'] ?? '')
}

function blocker(key: TextKey, work: (call: CommandCall) => Promise<void>) {
  return handler<CommandCall, void>({
    perform: work,
    answer: (_, call) => whisper(t(call.context.locale, key, { user: mention(userOf(call)) })),
  })
}

function wishedAlert({ options }: CommandCall): Alert {
  const { game, owner } = options
  if ((game === undefined) === (owner === undefined)) {
    const message = 'Name either a game or a person.'
    throw coreError('validation_error', { fields: { game: [message] } })
  }
  return owner === undefined
    ? { kind: 'game', value: String(game) }
    : { kind: 'owner', value: String(owner) }
}

const addAlert = handler<CommandCall, Alert>({
  perform: (call) => preferences.addAlert(call.context, guildOf(call), wishedAlert(call)),
  answer: (alert, call) =>
    whisper(t(call.context.locale, 'note.alert_added', { what: shownAlert(alert) })),
})

const removeAlert = handler<CommandCall, Alert>({
  async perform(call) {
    const typed = String(call.options['alert'] ?? '')
    const all = await preferences.listAlerts(call.context, guildOf(call))
    const alert = all.find((one) => valueOf(one) === typed) ?? alertOf(typed)
    return preferences.removeAlert(call.context, guildOf(call), alert)
  },
  answer: (alert, call) =>
    whisper(t(call.context.locale, 'note.alert_removed', { what: shownAlert(alert) })),
})

/** Names, not mentions: suggestions are mere text. */
const suggestAlert = handler<AutocompleteCall, preferences.ListedAlert[]>({
  async perform(call) {
    const typed = fold(String(call.options['alert'] ?? ''))
    const all = await preferences.listAlerts(call.context, guildOf(call))
    return all.filter((one) => fold(nameOf(one)).includes(typed) || valueOf(one) === typed)
  },
  answer: (alerts, call) => ({
    type: 'choices',
    choices: alerts.map((alert) => ({
      name: cut(t(call.context.locale, `choice.${alert.kind}`, { value: nameOf(alert) }), 100),
      value: valueOf(alert),
    })),
  }),
})

const listAlerts = handler<CommandCall, Alert[]>({
  perform: (call) => preferences.listAlerts(call.context, guildOf(call)),
  answer(alerts, { context: { locale } }) {
    const message = textList(t(locale, 'list.alerts'), alerts.map(shownAlert), locale)
    return { type: 'reply', message, ephemeral: true }
  },
})

const listBlocks = handler<CommandCall, string[]>({
  async perform(call) {
    const all = await preferences.listBlocks(call.context, guildOf(call))
    return all.map((one) => one.discord_user_id)
  },
  answer(ids, { context: { locale } }) {
    const message = peopleList(t(locale, 'list.blocks'), ids, locale)
    return { type: 'reply', message, ephemeral: true }
  },
})

const listTemplates = handler<CommandCall, preferences.NamedTemplate[]>({
  perform: (call) => preferences.listTemplates(call.context, guildOf(call)),
  answer(templates, { context: { locale } }) {
    const lines = templates.map(({ name, fields }) => {
      const { title, game, max_slots } = fields
      const places = max_slots === undefined ? [] : [t(locale, 'list.places', { count: max_slots })]
      const said = [title, game].filter((text) => text).map((text) => escapeMarkdown(text ?? ''))
      return [`**${escapeMarkdown(name)}**`, ...said, ...places].join(' · ')
    })
    const message = textList(t(locale, 'list.templates'), lines, locale)
    return { type: 'reply', message, ephemeral: true }
  },
})

/** The part of `/recruits` that is about what people and guilds have decided. */
export const wishCommands = {
  'recruits block': blocker('note.blocked', (call) =>
    preferences.block(call.context, guildOf(call), userOf(call)),
  ),
  'recruits unblock': blocker('note.unblocked', (call) =>
    preferences.unblock(call.context, guildOf(call), userOf(call)),
  ),
  'recruits blocks': listBlocks,
  'recruits alert add': addAlert,
  'recruits alert remove': removeAlert,
  'recruits alerts': listAlerts,
  'recruits templates': listTemplates,
}

/** Suggestions for them. */
export const wishSuggestions = { 'recruits alert remove': suggestAlert }
