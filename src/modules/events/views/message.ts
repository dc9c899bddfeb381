import type { APIEmbed, APIEmbedField, APIMessageTopLevelComponent } from 'discord-api-types/v10'
import { parseLocale, type Locale } from '#core/i18n/locale.ts'
import {
  cut,
  escapeMarkdown,
  fieldLimit,
  linkButton,
  mention,
  moment,
  noMentions,
  row,
  wire,
  type MessageBody,
} from '#discord/message.ts'
import type { EventState } from '../contract/shared.ts'
import {
  hasPlace,
  isFull,
  isLive,
  placesTaken,
  signupGate,
  type EventRecord,
  type EventRole,
  type Signup,
} from '../rules/event.ts'
import { checkinLeadMs } from '../rules/places.ts'
import { webUrl, type ViewSettings } from './json.ts'
import { button, emojiOf, fitLines, select, type Choice } from './parts.ts'
import { optionsIn } from './options.ts'
import { knownReason } from './reason.ts'
import { t } from './texts.ts'

/** UTF-16 units of a whole message, a little below Discord's 6,000, and of its parts. */
const budget = { message: 5_900, description: 2_000, people: 2_400 }

/** Roles in one select; more are a page further. */
export const rolesAtOnce = 24

const colours: Record<EventState, number> = {
  draft: 0x80848e,
  scheduled: 0x4f46e5,
  active: 0x3ba55d,
  completed: 0x80848e,
  cancelled: 0xda373c,
  archived: 0x80848e,
}

/** An event with its people, at an instant (epoch milliseconds). */
export type Shown = { event: EventRecord; signups: readonly Signup[]; now: number }

function named(role: Pick<EventRole, 'name' | 'emoji'>): string {
  return `${emojiOf(role.emoji) ? `${role.emoji ?? ''} ` : ''}${escapeMarkdown(role.name)}`
}

/** Somebody in a list; whoever gave another answer than the usual one, as coming late, has its emoji. */
function nameOf(one: Signup, { options }: EventRecord): string {
  const usual = options.find(({ counts }) => counts)
  const given = options.find(
    ({ key, counts }) => counts && key === one.option && key !== usual?.key,
  )
  const answer = given
    ? ` ${emojiOf(given.emoji) ? given.emoji : `(${escapeMarkdown(given.label)})`}`
    : ''
  const guests = one.guests > 0 ? ` +${one.guests}` : ''
  const here = one.status === 'checked_in' ? ' ✓' : ''
  return `${mention(one.user_id)}${answer}${guests}${here}`
}

function listField(
  name: string,
  people: readonly Signup[],
  look: { event: EventRecord; locale: Locale; limit: number; inline: boolean },
): APIEmbedField {
  const { event, locale, limit, inline } = look
  const lines = people.map((one) => nameOf(one, event))
  const value = lines.length === 0 ? t(locale, 'message.nobody') : fitLines(lines, locale, limit)
  return { name: cut(name, 256), value, inline }
}

/** Who comes, by role where there are some. */
function placeFields({ event, signups }: Shown, locale: Locale): APIEmbedField[] {
  const placed = signups.filter(hasPlace)
  const max = event.max_participants
  const taken = placesTaken(signups)
  const going = t(locale, 'message.going', {
    taken,
    max: max ?? 0,
    limited: max === null ? 'no' : 'yes',
  })
  const roles = event.roles.slice(0, 15)
  const limit = Math.min(fieldLimit, Math.floor(budget.people / (roles.length + 1)))
  if (roles.length === 0) return [listField(going, placed, { event, locale, limit, inline: false })]
  const without = placed.filter(({ role_id }) => !roles.some(({ id }) => id === role_id))
  const byRole = roles.map((role) => {
    const count = placesTaken(signups, role.id)
    const limits = role.capacity === null ? '' : `/${role.capacity}`
    const people = placed.filter(({ role_id }) => role_id === role.id)
    return listField(`${named(role)} ${count}${limits}`, people, {
      event,
      locale,
      limit,
      inline: true,
    })
  })
  return [
    without.length > 0
      ? listField(going, without, { event, locale, limit, inline: false })
      : { name: going, value: '​' },
    ...byRole,
  ]
}

function otherFields({ event, signups }: Shown, locale: Locale): APIEmbedField[] {
  const fields: APIEmbedField[] = []
  const waiting = signups.filter(({ status }) => status === 'waitlist')
  const add = (key: 'waitlist' | 'pending', people: readonly Signup[]) => {
    if (people.length === 0) return
    const name = t(locale, `message.${key}`, { count: people.length })
    fields.push(listField(name, people, { event, locale, limit: 500, inline: false }))
  }
  add('waitlist', waiting)
  add(
    'pending',
    signups.filter(({ status }) => status === 'pending'),
  )
  for (const option of event.options.filter(({ counts }) => !counts)) {
    const people = signups.filter(
      (one) => one.option === option.key && ['tentative', 'declined'].includes(one.status),
    )
    if (people.length === 0) continue
    const name = `${option.emoji ?? ''} ${option.label} (${people.length})`.trim()
    fields.push(listField(name, people, { event, locale, limit: 300, inline: true }))
  }
  const interested = signups.filter(({ status }) => status === 'interested').length
  if (interested > 0) {
    fields.push({
      name: t(locale, 'message.interested', { count: interested }),
      value: '​',
      inline: true,
    })
  }
  return fields
}

function whenField({ event }: Shown, locale: Locale): APIEmbedField {
  const { start_at, end_at } = event
  const value = `${moment(start_at, 'F')} – ${moment(end_at, 't')}\n${moment(start_at, 'R')}`
  return { name: t(locale, 'message.when'), value, inline: true }
}

function placeField({ event }: Shown, locale: Locale): APIEmbedField[] {
  const { voice_channel_id, location } = event
  const value = voice_channel_id ? `<#${voice_channel_id}>` : escapeMarkdown(location ?? '')
  return value === ''
    ? []
    : [{ name: t(locale, 'message.where'), value: cut(value, 300), inline: true }]
}

function gateField(shown: Shown, locale: Locale): APIEmbedField[] {
  const { event, now } = shown
  if (!isLive(event.state)) return []
  const gate = signupGate(event, now)
  if (gate === 'signup_not_open' && event.signup_opens_at !== null) {
    const value = moment(event.signup_opens_at, 'R')
    return [{ name: t(locale, 'message.opens'), value, inline: true }]
  }
  if (gate !== null || event.signup_closes_at === null) return []
  return [
    { name: t(locale, 'message.closes'), value: moment(event.signup_closes_at, 'R'), inline: true },
  ]
}

function lengthOf({ title, author, footer, fields = [] }: APIEmbed): number {
  const own = [title, author?.name, footer?.text].map((text) => text?.length ?? 0)
  const inFields = fields.map(({ name, value }) => name.length + value.length)
  return [...own, ...inFields].reduce((sum, length) => sum + length, 0)
}

function embed(shown: Shown, locale: Locale, settings: ViewSettings): APIEmbed {
  const { event } = shown
  const reason = event.state === 'cancelled' ? reasonText(event, locale) : ''
  const whole: APIEmbed = {
    author: { name: t(locale, `state.${event.state}`) },
    title: cut(escapeMarkdown(event.title), 256),
    url: webUrl(event.id, settings),
    color: colours[event.state],
    fields: [
      whenField(shown, locale),
      ...placeField(shown, locale),
      ...gateField(shown, locale),
      ...(reason === '' ? [] : [{ name: t(locale, 'message.reason'), value: reason }]),
      ...placeFields(shown, locale),
      ...otherFields(shown, locale),
    ].slice(0, 25),
    ...(event.banner_url !== null && { image: { url: event.banner_url } }),
  }
  const room = Math.min(budget.description, budget.message - lengthOf(whole))
  if (event.description !== '' && room > 0) whole.description = cut(event.description, room)
  return whole
}

/** Why an event was called off, as Discord shows it; empty where nobody said. */
export function reasonText(
  event: Pick<EventRecord, 'cancel_reason' | 'cancelled_by'>,
  locale: Locale,
): string {
  return knownReason(event, locale, mention) ?? cut(escapeMarkdown(event.cancel_reason ?? ''), 300)
}

/** The roles of an event as choices, one page of them. */
export function roleChoices({ event, signups }: Shown, page = 0): Choice[] {
  return event.roles.slice(page * rolesAtOnce, (page + 1) * rolesAtOnce).map((role) => {
    const emoji = emojiOf(role.emoji)
    const limit = role.capacity === null ? '' : `/${role.capacity}`
    return {
      label: `${role.name} (${placesTaken(signups, role.id)}${limit})`,
      value: role.id,
      ...(role.description !== '' && { description: role.description }),
      ...(emoji && { emoji }),
    }
  })
}

/** Whether people can say now that they are there. */
export function isCheckinOpen({ event, now }: Pick<Shown, 'event' | 'now'>): boolean {
  const begins = event.start_at - checkinLeadMs
  return isLive(event.state) && event.attendance_enabled && now >= begins && now <= event.end_at
}

function controls(
  shown: Shown,
  locale: Locale,
  settings: ViewSettings,
): APIMessageTopLevelComponent[] {
  const { event, signups } = shown
  const open = signupGate(event, shown.now) === null
  const full = isFull(event, signups)
  const queues = full && event.waitlist_mode !== 'off'
  const { secondary, success, primary } = wire
  const rows: APIMessageTopLevelComponent[] = [
    row([
      button('signup', event.id, {
        label: t(locale, queues ? 'button.wait' : 'button.signup'),
        style: queues ? secondary : success,
        disabled: !open || (full && !queues),
      }),
      button('withdraw', event.id, {
        label: t(locale, 'button.withdraw'),
        style: secondary,
        disabled: !isLive(event.state),
      }),
      button('view', event.id, { label: t(locale, 'button.view'), style: secondary }),
      ...(isCheckinOpen(shown)
        ? [button('checkin', event.id, { label: t(locale, 'button.checkin'), style: primary })]
        : []),
      linkButton(t(locale, 'button.web'), webUrl(event.id, settings)),
    ]),
  ]
  if (!open) return rows
  if (event.roles.length > 0) {
    const placeholder = t(locale, 'select.role')
    const choices = roleChoices(shown)
    if (event.roles.length > rolesAtOnce) {
      choices.push({ label: t(locale, 'select.more_roles'), value: 'more' })
    }
    rows.push(row([select('role', event.id, { placeholder, choices })]))
  }
  if (event.options.length > 1) {
    const choices = event.options.map(({ key, label, emoji: text }): Choice => {
      const emoji = emojiOf(text)
      return { label, value: key, ...(emoji && { emoji }) }
    })
    const placeholder = t(locale, 'select.option')
    rows.push(row([select('option', event.id, { placeholder, choices })]))
  }
  return rows
}

/** The message on which people sign up, in the server's language. It never pings. */
export function signupMessage(
  known: Shown,
  guildLocale: string,
  settings: ViewSettings,
): MessageBody {
  const locale = parseLocale(guildLocale) ?? 'en'
  const { event } = known
  const shown = { ...known, event: { ...event, options: optionsIn(event.options, locale) } }
  return {
    embeds: [embed(shown, locale, settings)],
    components: controls(shown, locale, settings),
    allowed_mentions: noMentions,
  }
}
