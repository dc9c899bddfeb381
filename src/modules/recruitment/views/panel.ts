import type {
  APIActionRowComponent,
  APIComponentInMessageActionRow,
  APIEmbedField,
} from 'discord-api-types/v10'
import type { Locale } from '#core/i18n/locale.ts'
import {
  cut,
  escapeMarkdown,
  linkButton,
  mention,
  noMentions,
  row,
  selectLimit,
  wire,
  type MessageBody,
} from '#discord/message.ts'
import { isLive } from '../rules/party.ts'
import type { PartyView } from '../store/parties.ts'
import { jumpUrl, webUrl, type Seen, type ViewSettings } from './json.ts'
import { factFields } from './message.ts'
import { button, colours, select, type Choice } from './parts.ts'
import { t } from './texts.ts'

type Row = APIActionRowComponent<APIComponentInMessageActionRow>

/** Most people that one ping names: their mentions fit into a message's 2,000 characters. */
const pingLimit = 75

function shapeRow({ party }: PartyView, locale: Locale): Row {
  const { id } = party
  const live = isLive(party.state)
  const { secondary } = wire
  return row([
    button('edit', id, { label: t(locale, 'button.edit'), style: secondary }),
    button('plus', id, {
      label: t(locale, 'button.plus'),
      style: secondary,
      disabled: party.max_slots >= 99,
    }),
    button('minus', id, {
      label: t(locale, 'button.minus'),
      style: secondary,
      disabled: party.max_slots <= Math.max(1, party.current_slots),
    }),
    button('ping', id, { label: t(locale, 'button.ping'), style: secondary, disabled: !live }),
    button('bump', id, { label: t(locale, 'button.bump'), style: secondary, disabled: !live }),
  ])
}

function stateRow({ party }: PartyView, locale: Locale): Row {
  const { id, state } = party
  const live = isLive(state)
  const { secondary, success, danger, primary } = wire
  return row([
    button('start', id, {
      label: t(locale, 'button.start'),
      style: primary,
      disabled: state !== 'open' && state !== 'full',
    }),
    live
      ? button('close', id, { label: t(locale, 'button.close'), style: danger })
      : button('reopen', id, { label: t(locale, 'button.reopen'), style: success }),
    button('cancel', id, { label: t(locale, 'button.cancel'), style: danger, disabled: !live }),
    button('rematch', id, { label: t(locale, 'button.rematch'), style: secondary }),
    button('delete', id, { label: t(locale, 'button.delete'), style: danger }),
  ])
}

function extraRow({ party, viewer }: Seen, settings: ViewSettings): Row {
  const { id, wants_voice, wants_thread } = party
  const { locale } = settings
  const { secondary } = wire
  const jump = jumpUrl(party, settings)
  return row([
    button('voice', id, {
      label: t(locale, wants_voice ? 'button.voice_off' : 'button.voice_on'),
      style: secondary,
      disabled: !isLive(party.state),
    }),
    button('thread', id, {
      label: t(locale, wants_thread ? 'button.thread_off' : 'button.thread_on'),
      style: secondary,
      disabled: !isLive(party.state),
    }),
    button('template', id, {
      label: t(locale, 'button.template'),
      style: secondary,
      disabled: !viewer.manager,
    }),
    ...(jump ? [linkButton(t(locale, 'button.show'), jump)] : []),
    linkButton(t(locale, 'button.web'), webUrl(id, settings)),
  ])
}

function choicesOf(people: PartyView['seats'], view: PartyView, locale: Locale): Choice[] {
  return people.map(({ user_id, display_name, option, status }) => {
    const role = view.party.roles.find(({ key }) => key === option)
    const waits = status === 'confirmed' ? [] : [t(locale, 'select.waits')]
    const description = [...(role ? [role.label] : []), ...waits].join(' · ')
    return { label: display_name || user_id, value: user_id, ...(description && { description }) }
  })
}

/** A choice among some people: by name, or among everybody when they are too many for a list. */
function personRow(
  verb: 'kick' | 'transfer',
  people: PartyView['seats'],
  view: PartyView,
  locale: Locale,
): Row[] {
  const isLate = verb === 'transfer' && !isLive(view.party.state)
  if (people.length === 0 || isLate) return []
  const { id } = view.party
  const placeholder = t(locale, `select.${verb}`)
  if (people.length > selectLimit) {
    return [row([{ type: wire.userSelect, custom_id: `rc:1:${verb}:${id}`, placeholder }])]
  }
  return [row([select(verb, id, { placeholder, choices: choicesOf(people, view, locale) })])]
}

function summary(view: PartyView, settings: ViewSettings): APIEmbedField[] {
  const { party } = view
  const { locale } = settings
  const { current_slots: current, max_slots: max } = party
  const head: APIEmbedField = {
    name: t(locale, 'message.members', { current, max }),
    value: t(locale, `state.${party.state}`),
  }
  return [head, ...factFields({ ...view, party: { ...party, locale } })]
}

/** The private panel of those who may manage a party, in their own language. */
export function managePanel(view: Seen, settings: ViewSettings): MessageBody {
  const { party, seats } = view
  const { locale } = settings
  const others = seats.filter((seat) => seat.user_id !== party.owner_id)
  const heirs = others.filter((seat) => seat.status === 'confirmed')
  return {
    embeds: [
      {
        title: cut(t(locale, 'manage.title', { title: escapeMarkdown(party.title) }), 256),
        description: t(locale, 'manage.hint'),
        color: colours[party.state],
        fields: summary(view, settings),
      },
    ],
    components: [
      shapeRow(view, locale),
      stateRow(view, locale),
      extraRow(view, settings),
      ...personRow('kick', others, view, locale),
      ...personRow('transfer', heirs, view, locale),
    ],
    allowed_mentions: noMentions,
  }
}

/** Asks once more before a party is deleted. */
export function deleteQuestion({ party }: PartyView, locale: Locale): MessageBody {
  const { danger, secondary } = wire
  const title = cut(escapeMarkdown(party.title), 200)
  return {
    content: t(locale, 'manage.delete_question', { title }),
    components: [
      row([
        button('erase', party.id, { label: t(locale, 'button.erase'), style: danger }),
        button('panel', party.id, { label: t(locale, 'button.back'), style: secondary }),
      ]),
    ],
    allowed_mentions: noMentions,
  }
}

/** The private panel's last words. */
export function deletedNotice(locale: Locale): MessageBody {
  const content = t(locale, 'manage.deleted')
  return { content, embeds: [], components: [], allowed_mentions: noMentions }
}

/** Calls everybody who is in, in public and in the guild's language; nobody else is pinged. */
export function pingMessage({ party, seats }: PartyView, settings: ViewSettings): MessageBody {
  const { locale } = party
  const users = seats
    .filter((seat) => seat.status === 'confirmed')
    .map((seat) => seat.user_id)
    .slice(0, pingLimit)
  const title = cut(escapeMarkdown(party.title), 150)
  const words = t(locale, 'message.ping', { title })
  const jump = jumpUrl(party, settings) ?? webUrl(party.id, settings)
  return {
    content: `${users.map(mention).join(' ')}\n${words}`,
    components: [row([linkButton(t(locale, 'button.show'), jump)])],
    allowed_mentions: { parse: [], users },
  }
}
