import type { Locale } from '#core/i18n/locale.ts'
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
import { placesTaken, type Signup } from '../rules/event.ts'
import { messageUrl, ownSignup, positions, webUrl, type Seen, type ViewSettings } from './json.ts'
import { roleChoices, rolesAtOnce, type Shown } from './message.ts'
import { button, select, type Choice } from './parts.ts'
import { t, type TextKey } from './texts.ts'

/** A text that one person sees. */
export function note(content: string, components: MessageBody['components'] = []): MessageBody {
  return { content: cut(content, 2_000), components, allowed_mentions: noMentions }
}

const words: Partial<Record<Signup['status'], TextKey>> = {
  confirmed: 'note.confirmed',
  pending: 'note.pending',
  tentative: 'note.tentative',
  declined: 'note.declined',
  checked_in: 'note.checked_in',
}

/** What a person's answer came to: a place, a position in the queue, … */
export function outcomeNote(seen: Seen, userId: string | null, locale: Locale): MessageBody {
  const mine = ownSignup(seen.signups, userId)
  const title = escapeMarkdown(seen.event.title)
  if (!mine) return note(t(locale, 'note.withdrawn', { title }))
  if (mine.status === 'waitlist') {
    const position = positions(seen.signups).get(mine.id) ?? 1
    return note(t(locale, 'note.waitlist', { title, position }))
  }
  const role = seen.event.roles.find(({ id }) => id === mine.role_id)
  const text = t(locale, words[mine.status] ?? 'note.confirmed', { title })
  return note(
    role ? `${text}\n${t(locale, 'note.role', { role: escapeMarkdown(role.name) })}` : text,
  )
}

/** Asks for a role before somebody can sign up; pages where there are many. */
export function roleQuestion(shown: Shown, page: number, locale: Locale): MessageBody {
  const { event } = shown
  const pages = Math.ceil(event.roles.length / rolesAtOnce)
  const id = page === 0 ? event.id : `${event.id}:${page}`
  const placeholder = t(locale, 'select.role')
  const choices = roleChoices(shown, page)
  const turn = (to: number, key: TextKey) =>
    button('roles', `${event.id}:${to}`, { label: t(locale, key), style: wire.secondary })
  const turns = [
    ...(page > 0 ? [turn(page - 1, 'button.previous')] : []),
    ...(page + 1 < pages ? [turn(page + 1, 'button.next')] : []),
  ]
  return note(t(locale, 'note.role_question'), [
    row([select('role', id, { placeholder, choices })]),
    ...(turns.length > 0 ? [row(turns)] : []),
  ])
}

/** People of one page at most, and UTF-16 units of their lines. */
const peopleAtOnce = { lines: 30, units: 1_600 }

/** Lines on pages that are shown whole. */
function pagesOf(lines: readonly string[]): string[][] {
  const pages: string[][] = [[]]
  let units = 0
  for (const line of lines) {
    const page = pages.at(-1) ?? []
    units += line.length + 1
    if (page.length < peopleAtOnce.lines && units <= peopleAtOnce.units) {
      page.push(line)
      continue
    }
    pages.push([line])
    units = line.length + 1
  }
  return pages
}

/** Everybody of an event, a page at a time. */
export function peopleList(seen: Seen, page: number, locale: Locale): MessageBody {
  const { event, signups } = seen
  const order: readonly Signup['status'][] = [
    'checked_in',
    'confirmed',
    'waitlist',
    'pending',
    'tentative',
    'interested',
    'declined',
    'no_show',
  ]
  const all = order.flatMap((status) => signups.filter((one) => one.status === status))
  const lines = all.map((one) => {
    const role = event.roles.find(({ id }) => id === one.role_id)
    const parts = [mention(one.user_id), t(locale, `status.${one.status}`)]
    if (role) parts.push(escapeMarkdown(role.name))
    if (one.notes !== '') parts.push(escapeMarkdown(cut(one.notes, 60)))
    return parts.join(' · ')
  })
  const pages = pagesOf(lines)
  const here = Math.min(page, pages.length - 1)
  const head = `**${escapeMarkdown(cut(event.title, 200))}** · ${moment(event.start_at, 'F')}`
  const turn = (to: number, key: TextKey) =>
    button('view', `${event.id}:${to}`, { label: t(locale, key), style: wire.secondary })
  const turns = [
    ...(here > 0 ? [turn(here - 1, 'button.previous')] : []),
    ...(here + 1 < pages.length ? [turn(here + 1, 'button.next')] : []),
  ]
  const body = lines.length === 0 ? t(locale, 'message.nobody') : pages[here]?.join('\n')
  return note(`${head}\n${body ?? ''}`, turns.length > 0 ? [row(turns)] : [])
}

/** One event in a line of a list. */
function listLine(seen: Seen, settings: ViewSettings): string {
  const { event, messages, signups } = seen
  const url = messageUrl(messages[0], settings) ?? webUrl(event.id, settings)
  const title = escapeMarkdown(cut(event.title, 80))
  return `${moment(event.start_at, 'F')} · [${title}](${url}) · ${placesTaken(signups)}${event.max_participants === null ? '' : `/${event.max_participants}`}`
}

/** Events as a private list. */
export function eventList(seen: readonly Seen[], settings: ViewSettings): MessageBody {
  const { locale } = settings
  if (seen.length === 0) return note(t(locale, 'list.none'))
  return note(seen.map((one) => listLine(one, settings)).join('\n'))
}

/** A choice of one event, for a command that needs one. */
export function eventChoice(verb: string, seen: readonly Seen[], locale: Locale): MessageBody {
  const choices = seen.slice(0, 25).map(({ event }): Choice => ({
    label: event.title,
    value: event.id,
    description: new Date(event.start_at).toISOString().slice(0, 16).replace('T', ' '),
  }))
  return note(t(locale, 'list.choose'), [
    row([select(verb, '-', { placeholder: t(locale, 'list.choose'), choices })]),
  ])
}

/** Leads to the page of an event. */
export function eventPageLink(
  eventId: string | null,
  text: string,
  settings: ViewSettings,
): MessageBody {
  if (eventId === null) return note(text)
  const url = webUrl(eventId, settings)
  return note(text, [row([linkButton(t(settings.locale, 'button.show'), url)])])
}

/** Leads to an event. */
export function eventLink(seen: Seen, text: string, settings: ViewSettings): MessageBody {
  const url = messageUrl(seen.messages[0], settings) ?? webUrl(seen.event.id, settings)
  return note(text, [row([linkButton(t(settings.locale, 'button.show'), url)])])
}
