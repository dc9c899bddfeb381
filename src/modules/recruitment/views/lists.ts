import type { Locale } from '#core/i18n/locale.ts'
import { takenCount } from '#core/seats/seats.ts'
import {
  cut,
  escapeMarkdown,
  linkButton,
  mention,
  moment,
  noMentions,
  row,
  wire,
  type MessageBody,
} from '#discord/message.ts'
import { isLive } from '../rules/party.ts'
import type { PartyView } from '../store/parties.ts'
import { jumpUrl, webUrl, type Seen, type ViewSettings } from './json.ts'
import { button, fitLines, select } from './parts.ts'
import { t } from './texts.ts'

/** UTF-16 units of an embed's description that a list may fill. */
const listLimit = 3_800

/** Parties that a private list can act on: five rows of four buttons would be too many to read. */
export const listedParties = 10

/** A private text with a list below it. */
function listMessage(locale: Locale, title: string, lines: readonly string[]): MessageBody {
  const description = lines.length > 0 ? fitLines(lines, locale, listLimit) : t(locale, 'list.none')
  return { embeds: [{ title, description }], components: [], allowed_mentions: noMentions }
}

function partyLine({ party, seats }: PartyView, settings: ViewSettings): string {
  const { locale } = settings
  const address = jumpUrl(party, settings) ?? webUrl(party.id, settings)
  const title = cut(escapeMarkdown(party.title), 120)
  const parts = [
    `[${title}](${address}) ${takenCount(seats)}/${party.max_slots}`,
    ...(party.game ? [cut(escapeMarkdown(party.game), 60)] : []),
    t(locale, `state.${party.state}`),
    ...(party.starts_at === null ? [] : [moment(party.starts_at, 'R')]),
  ]
  return parts.join(' · ')
}

/** Open parties of a guild with links to their messages; `count` is how many there are in all. */
export function openList(
  found: { count: number; results: readonly PartyView[] },
  settings: ViewSettings,
): MessageBody {
  const { locale, publicUrl } = settings
  const more = found.count - found.results.length
  const lines = found.results.map((view) => partyLine(view, settings))
  const rest = more > 0 ? [t(locale, 'message.more', { count: more })] : []
  const body = listMessage(locale, t(locale, 'list.open'), [...lines, ...rest])
  const web = linkButton(t(locale, 'button.web'), `${publicUrl}/discord-recruitments`)
  return { ...body, components: [row([web])] }
}

function myLine(view: Seen, userId: string, settings: ViewSettings): string {
  const { locale } = settings
  const { position } = view
  const mine =
    view.party.owner_id === userId
      ? t(locale, 'list.owner')
      : position === null
        ? t(locale, 'list.joined')
        : t(locale, 'list.waiting', { position })
  return `${partyLine(view, settings)} · ${mine}`
}

/** The running parties somebody owns, is in or waits for, each with what to do about it. */
export function myList(
  views: readonly Seen[],
  userId: string,
  settings: ViewSettings,
): MessageBody {
  const { locale } = settings
  const lines = views.map((view) => myLine(view, userId, settings))
  const body = listMessage(locale, t(locale, 'list.mine'), lines)
  const shown = views.filter(({ party }) => isLive(party.state)).slice(0, listedParties)
  const buttons = shown.map(({ party, seats }) => {
    const title = cut(party.title, 50)
    return seats.some((seat) => seat.user_id === userId)
      ? button('quit', party.id, {
          label: t(locale, 'button.quit', { title }),
          style: wire.secondary,
        })
      : button('manage', party.id, {
          label: t(locale, 'button.manage_one', { title }),
          style: wire.secondary,
        })
  })
  const rows = Array.from({ length: Math.ceil(buttons.length / 2) }, (_, index) =>
    row(buttons.slice(index * 2, index * 2 + 2)),
  )
  return { ...body, components: rows }
}

/** Asks which of several parties is meant. */
export function choiceOfParty(
  verb: 'pick-close' | 'pick-edit',
  views: readonly PartyView[],
  locale: Locale,
): MessageBody {
  const choices = views.map(({ party, seats }) => ({
    label: `${cut(party.title, 80)} ${takenCount(seats)}/${party.max_slots}`,
    value: String(party.id),
  }))
  return {
    content: t(locale, 'list.which'),
    components: [row([select(verb, 'mine', { placeholder: t(locale, 'list.which'), choices })])],
    allowed_mentions: noMentions,
  }
}

/** Asks somebody who wants to join for a role, where places without one are gone. */
export function roleQuestion(
  id: number,
  choices: Parameters<typeof select>[2]['choices'],
  locale: Locale,
): MessageBody {
  return {
    content: t(locale, 'list.role'),
    components: [row([select('as', id, { placeholder: t(locale, 'select.role'), choices })])],
    allowed_mentions: noMentions,
  }
}

/** People, as a list of names that Discord shows; nobody is pinged. */
export function peopleList(title: string, ids: readonly string[], locale: Locale): MessageBody {
  return listMessage(locale, title, ids.map(mention))
}

/** Texts that people wrote, as a list. */
export function textList(title: string, lines: readonly string[], locale: Locale): MessageBody {
  return listMessage(locale, title, lines)
}

/** A short private text, optionally with a button to the newest message of a party. */
export function note(content: string, link?: { label: string; url: string }): MessageBody {
  return {
    content,
    embeds: [],
    components: link ? [row([linkButton(link.label, link.url)])] : [],
    allowed_mentions: noMentions,
  }
}
