import type { APIEmbed, APIEmbedField, APIMessageTopLevelComponent } from 'discord-api-types/v10'
import { queueLength, takenCount } from '#core/seats/seats.ts'
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
import { shownWaiting } from '../contract/party.ts'
import { isLive, type PartyRole } from '../rules/party.ts'
import type { PartyView } from '../store/parties.ts'
import { webUrl, type ViewSettings } from './json.ts'
import { button, colours, emojiOf, fitLines, select, type Choice } from './parts.ts'
import { t } from './texts.ts'

/** UTF-16 units: of a whole message (a little below Discord's 6,000) and of its parts. */
const budget = { message: 5_900, description: 2_500, roles: 1_800, small: 500, waiting: 700 }

function slotBar(current: number, max: number): string {
  const width = Math.min(max, 20)
  const filled = Math.round((Math.min(current, max) / max) * width)
  return '▰'.repeat(filled) + '▱'.repeat(width - filled)
}

/** The name of a role with its emoji, where that is one. */
export function roleName({ label, emoji }: PartyRole): string {
  return `${emojiOf(emoji) ? `${emoji ?? ''} ` : ''}${escapeMarkdown(label)}`
}

/** How many places of a role are taken; offered ones are. */
function takenOf({ seats }: PartyView, role: string | null): number {
  return seats.filter((seat) => seat.option === role && seat.status !== 'waiting').length
}

function peopleOf({ seats }: PartyView, role: string | null): string[] {
  const sitting = seats.filter((seat) => seat.status === 'confirmed' && seat.option === role)
  return sitting.map((seat) => mention(seat.user_id))
}

/** Who is in: in one list, or by role with what the roles leave first. */
function memberFields(view: PartyView): APIEmbedField[] {
  const { party, seats } = view
  const { locale, roles, max_slots: max } = party
  const nobody = t(locale, 'message.nobody')
  const current = seats.filter((seat) => seat.status === 'confirmed').length
  const people = peopleOf(view, null)
  const lines = people.length > 0 || roles.length > 0 ? people : [nobody]
  const all: APIEmbedField = {
    name: t(locale, 'message.members', { current, max }),
    value: fitLines(
      [slotBar(current, max), ...lines],
      locale,
      roles.length > 0 ? budget.small : fieldLimit,
    ),
  }
  const limit = Math.min(fieldLimit, Math.floor(budget.roles / Math.max(1, roles.length)))
  const byRole = roles.map((role): APIEmbedField => {
    const there = peopleOf(view, role.key)
    return {
      name: cut(`${roleName(role)} ${takenOf(view, role.key)}/${role.max}`, 100),
      value: fitLines(there.length > 0 ? there : [nobody], locale, limit),
      inline: true,
    }
  })
  return [all, ...byRole]
}

function waitingFields({ party, seats, tail }: PartyView): APIEmbedField[] {
  const { locale, roles } = party
  const count = queueLength(seats, tail)
  const waiting = seats.filter((seat) => seat.status !== 'confirmed').slice(0, shownWaiting)
  if (count === 0) return []
  const lines = waiting.map((seat, index) => {
    const role = roles.find(({ key }) => key === seat.option)
    const until = seat.offer_expires_at
    const time = until === null ? '' : moment(until, 'R')
    const parts = [
      `${index + 1}. ${mention(seat.user_id)}`,
      ...(role ? [escapeMarkdown(role.label)] : []),
      ...(until === null ? [] : [t(locale, 'message.offer', { time })]),
    ]
    return parts.join(' · ')
  })
  const limit = roles.length > 0 ? budget.waiting : fieldLimit
  const name = t(locale, 'message.waitlist', { count })
  return [{ name, value: fitLines(lines, locale, limit, count - waiting.length) }]
}

/** When an open party will end, as far as that is worth saying: when it was set, or is near. */
function shownEnd({ party }: PartyView): number | null {
  if (party.state !== 'open') return null
  return party.last_call_at === null ? party.expires_at : (party.clock_at ?? party.expires_at)
}

/** Start, end, game and tags: what is known of them. */
export function factFields(view: PartyView): APIEmbedField[] {
  const { locale, starts_at, min_slots, game, tags, state } = view.party
  const fields: APIEmbedField[] = []
  const coming = starts_at !== null && (state === 'open' || state === 'full')
  if (coming) {
    const time = `${moment(starts_at, 'F')} (${moment(starts_at, 'R')})`
    const from = min_slots === null ? [] : [t(locale, 'message.minimum', { count: min_slots })]
    fields.push({ name: t(locale, 'message.starts'), value: [time, ...from].join('\n') })
  }
  const end = shownEnd(view)
  if (end !== null) fields.push({ name: t(locale, 'message.ends'), value: moment(end, 'R') })
  if (game) fields.push({ name: t(locale, 'message.game'), value: escapeMarkdown(game) })
  if (tags.length > 0) {
    const value = cut(tags.map((tag) => `#${escapeMarkdown(tag)}`).join(' '), 300)
    fields.push({ name: t(locale, 'message.tags'), value })
  }
  return fields
}

function lengthOf({ title, author, footer, fields = [] }: APIEmbed): number {
  const own = [title, author?.name, footer?.text].map((text) => text?.length ?? 0)
  const inFields = fields.map(({ name, value }) => name.length + value.length)
  return [...own, ...inFields].reduce((sum, length) => sum + length, 0)
}

function embed(view: PartyView, settings: ViewSettings): APIEmbed {
  const { party, owner } = view
  const { locale } = party
  const lastCall = party.state === 'open' && party.last_call_at !== null
  const whole: APIEmbed = {
    author: { name: t(locale, lastCall ? 'message.last_call' : `state.${party.state}`) },
    title: cut(escapeMarkdown(party.title), 256),
    url: webUrl(party.id, settings),
    color: colours[party.state],
    fields: [...memberFields(view), ...waitingFields(view), ...factFields(view)],
    footer: { text: t(locale, 'message.by', { id: party.id, name: owner.display_name }) },
    timestamp: new Date(party.created_at).toISOString(),
  }
  const room = Math.min(budget.description, budget.message - lengthOf(whole))
  if (party.description) whole.description = cut(escapeMarkdown(party.description), room)
  return whole
}

/** The roles of a party as choices, with how many are in. */
export function roleChoices(view: PartyView): Choice[] {
  return view.party.roles.map((role) => {
    const emoji = emojiOf(role.emoji)
    return {
      label: `${role.label} (${takenOf(view, role.key)}/${role.max})`,
      value: role.key,
      ...(emoji && { emoji }),
    }
  })
}

function controls(view: PartyView, settings: ViewSettings): APIMessageTopLevelComponent[] {
  const { party, seats } = view
  const { id, locale } = party
  const live = isLive(party.state)
  const full = takenCount(seats) >= party.max_slots
  const queues = full && party.waitlist_enabled
  const { secondary, success } = wire
  const buttons = row([
    button('join', id, {
      label: t(locale, queues ? 'button.wait' : 'button.join'),
      style: queues ? secondary : success,
      disabled: !live || (full && !queues),
    }),
    button('leave', id, {
      label: t(locale, 'button.leave'),
      style: secondary,
      disabled: !live && seats.length === 0,
    }),
    button('manage', id, { label: t(locale, 'button.manage'), style: secondary }),
    linkButton(t(locale, 'button.web'), webUrl(id, settings)),
  ])
  if (party.roles.length === 0 || !live) return [buttons]
  const placeholder = t(locale, 'select.role')
  return [buttons, row([select('role', id, { placeholder, choices: roleChoices(view) })])]
}

/**
 * The public message of a party, in the guild's language. Only a first post may ping, and only the
 * role that was asked for.
 */
export function partyMessage(view: PartyView, settings: ViewSettings): MessageBody {
  const { ping_role_id: role, message_id, bumped_at } = view.party
  const pings = role !== null && message_id === null && bumped_at === null
  return {
    ...(role !== null && { content: `<@&${role}>` }),
    embeds: [embed(view, settings)],
    components: controls(view, settings),
    allowed_mentions: pings ? { parse: [], roles: [role] } : noMentions,
  }
}
