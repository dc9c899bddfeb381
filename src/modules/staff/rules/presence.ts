import {
  presenceState as stateOf,
  type Activity,
  type Observation,
  type Presence,
  type PresenceLink,
  type PresenceStatus,
} from '#core/presence.ts'
import type { PresenceState, Privacy } from '../contract/row.ts'

/** Kinds of activities (Discord: "Activity Types"). */
const customType = 4
/** Which kind says most about what somebody does: Streaming, Playing, Competing, Listening, Watching. */
const order = [1, 0, 5, 2, 3]
/** Characters of a text on the roster. */
const longest = 200

function cut(text: string): string {
  if (text.length <= longest) return text
  // Half of a pair of surrogates is no letter.
  return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** The custom status of a presence: text, emoji, either or none. */
export function customStatusOf(presence: Presence): {
  text: string | null
  emoji: Activity['emoji']
} {
  const custom = presence.activities.find(({ type }) => type === customType)
  if (!custom) return { text: null, emoji: null }
  // A custom emoji cannot be drawn where there is only text.
  const sign = custom.emoji && (custom.emoji.id ? `:${custom.emoji.name}:` : custom.emoji.name)
  const text = [sign, custom.state].filter(Boolean).join(' ')
  return { text: text ? cut(text) : null, emoji: custom.emoji }
}

/** What somebody does, by name: the kind that says most, of that the newest. Never the custom status. */
export function activityOf(presence: Presence): string | null {
  const place = ({ type }: Activity) => {
    const known = order.indexOf(type)
    return known === -1 ? order.length : known
  }
  const [first] = presence.activities
    .filter(({ type }) => type !== customType)
    .toSorted((a, b) => place(a) - place(b) || (b.created_at ?? 0) - (a.created_at ?? 0))
  return first ? cut(first.name) : null
}

/** What a roster shows of somebody's presence. Times are epoch milliseconds. */
export type Shown = {
  state: PresenceState
  status: PresenceStatus | null
  custom: string | null
  emoji: Activity['emoji']
  activity: string | null
  activities: readonly Activity[]
  platforms: Readonly<Record<string, string>>
  updated: number | null
  since: number | null
  since_exact: boolean
  last_seen: number | null
}

const blank: Shown = {
  state: 'unlinked',
  status: null,
  custom: null,
  emoji: null,
  activity: null,
  activities: [],
  platforms: {},
  updated: null,
  since: null,
  since_exact: false,
  last_seen: null,
}

/**
 * What others see of a person. Nothing is guessed: who was never observed has no status, who hides
 * is hidden from everybody, and what is old says so.
 */
export function shownPresence(
  person: { discord_id: string | null; privacy: Privacy },
  seen: Observation | null,
  at: { link: PresenceLink; now: number },
): Shown {
  if (person.discord_id === null) return blank
  if (person.privacy === 'all') return { ...blank, state: 'hidden' }
  const state = stateOf(seen, at.link, at.now)
  const updated = seen?.observed_at ?? null
  const past = { state, updated, last_seen: seen?.seen_at ?? null }
  if (!seen?.presence || state === 'not_in_guild') return { ...blank, ...past }
  const { presence, since, since_exact } = seen
  const bare = { ...blank, ...past, status: presence.status, since, since_exact }
  if (person.privacy === 'activity') return bare
  const custom = customStatusOf(presence)
  return {
    ...bare,
    custom: custom.text,
    emoji: custom.emoji,
    activity: activityOf(presence),
    activities: presence.activities.filter(({ type }) => type !== customType),
    platforms: presence.platforms,
  }
}

/** Whether this counts as being there: seen as not offline, by what is known. */
export function isOnline({ status, state }: Pick<Shown, 'status' | 'state'>): boolean {
  return status !== null && status !== 'offline' && (state === 'live' || state === 'stale')
}
