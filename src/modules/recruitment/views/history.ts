import { z } from 'zod'
import { toInstant } from '#core/contract.ts'
import type { Locale } from '#core/i18n/locale.ts'
import type { PublishedFact } from '#core/outbox/outbox.ts'
import type { historyEntry } from '../contract/insight.ts'
import { catalogue, t, type TextKey } from './texts.ts'

/** Which changes of seats a kind of fact speaks of. */
const seatKinds: Record<string, readonly string[]> = {
  participant_joined: ['claimed'],
  participant_left: ['released', 'lapsed'],
  participant_kicked: ['released'],
  participant_waitlisted: ['queued', 'demoted'],
  participant_offered: ['offered'],
  participant_promoted: ['promoted'],
}

const change = z.object({
  users: z.array(z.object({ kind: z.string(), discord_user_id: z.string() })).default([]),
  user: z.object({ discord_user_id: z.string() }).optional(),
  owner: z.object({ discord_user_id: z.string() }).optional(),
  previous_state: z.string().optional(),
  short: z.object({ members: z.int(), needed: z.int() }).optional(),
  fields: z.array(z.string()).default([]),
  trouble: z.enum(['voice', 'thread', 'message']).optional(),
  code: z.int().optional(),
})
type Change = z.infer<typeof change>

/** Facts whose sentence exists. */
const known = {
  created: 'history.created',
  participant_joined: 'history.joined',
  participant_left: 'history.left',
  participant_kicked: 'history.kicked',
  participant_waitlisted: 'history.waitlisted',
  participant_offered: 'history.offered',
  participant_promoted: 'history.promoted',
  full: 'history.full',
  reopened: 'history.reopened',
  edited: 'history.edited',
  message_posted: 'history.message_posted',
  started: 'history.started',
  closed: 'history.closed',
  expired: 'history.expired',
  cancelled: 'history.cancelled',
  owner_changed: 'history.owner_changed',
} as const satisfies Record<string, TextKey>

/** What a refused message lacks, by Discord's code. */
const messageTroubles: Record<number, TextKey> = {
  10003: 'history.no_channel',
  10004: 'history.no_channel',
  50008: 'history.no_channel',
  50001: 'history.no_access',
  50013: 'history.no_access',
}

/** The sentence for what Discord did not let be made. */
function troubleText({ trouble, code = 0 }: Change, locale: Locale): string | null {
  if (trouble === 'voice') return t(locale, 'history.no_voice')
  if (trouble === 'thread') return t(locale, 'history.no_thread')
  if (trouble === undefined) return null
  return t(locale, messageTroubles[code] ?? 'history.no_message', { code })
}

const reasons: Record<string, TextKey> = {
  lapsed: 'history.lapsed',
  demoted: 'history.demoted',
}

type Step = { fact: PublishedFact; actorName: string | null }
type Entry = z.infer<typeof historyEntry>

/** The person a fact is about: of several alike in one change each gets one. */
function personOf(fact: PublishedFact, nth: number) {
  const { users, user, owner } = change.parse(fact.data)
  // Whom the party was handed to, not who left it.
  if (fact.type === 'owner_changed' && owner) return { id: owner.discord_user_id, kind: '' }
  const kinds = seatKinds[fact.type]
  const some = users.filter(({ kind }) => kinds?.includes(kind) ?? false)
  const one = some[nth] ?? some[0]
  return { id: one?.discord_user_id ?? user?.discord_user_id ?? null, kind: one?.kind ?? '' }
}

/** The text of a fact, where what happened is not said by its type alone. */
function specialKey(type: string, said: Change): TextKey | null {
  const { fields, previous_state: before, short } = said
  if (type === 'edited' && fields.includes('last_call_at')) return 'history.last_call'
  if (type === 'edited' && fields.includes('bump')) return 'history.bumped'
  // A place became free, or somebody opened what had ended.
  if (type === 'reopened' && before !== 'full') return 'history.reopened_by'
  return type === 'expired' && short ? 'history.expired_short' : null
}

function usualKey(type: string): TextKey | null {
  return type in known ? known[type as keyof typeof known] : null
}

function fieldNames(fields: readonly string[], locale: Locale): string {
  const names = fields.map((name) => {
    const key = `history.field.${name}`
    return key in catalogue[locale] ? t(locale, key as TextKey) : name
  })
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(names)
}

/** A party that begins with the last place, or ends with its last member, does so by itself. */
function isByItself(type: string, { users }: Change): boolean {
  return users.length > 0 && (type === 'started' || type === 'cancelled')
}

function sentence(
  step: Step,
  nth: number,
  names: ReadonlyMap<string, string>,
  locale: Locale,
): string {
  const { fact, actorName } = step
  const said = change.parse(fact.data)
  const trouble = troubleText(said, locale)
  if (trouble !== null) return trouble
  const person = personOf(fact, nth)
  const key = specialKey(fact.type, said) ?? reasons[person.kind] ?? usualKey(fact.type)
  if (!key) return fact.type
  const nobody = t(locale, 'history.nobody')
  return t(locale, key, {
    by: actorName === null || isByItself(fact.type, said) ? 'nobody' : 'person',
    user: names.get(person.id ?? '') ?? person.id ?? nobody,
    actor: actorName ?? nobody,
    fields: fieldNames(said.fields, locale),
    ...(said.short ?? { members: 0, needed: 0 }),
  })
}

/** A party's history as sentences in the reader's language: who did what, and why. */
export function historyEntries(
  steps: readonly Step[],
  names: ReadonlyMap<string, string>,
  locale: Locale,
): Entry[] {
  const seen = new Map<string, number>()
  return steps.map((step) => {
    const { fact, actorName } = step
    const same = `${fact.version}:${fact.type}`
    const nth = seen.get(same) ?? 0
    seen.set(same, nth + 1)
    const { actor_id } = fact
    return {
      position: fact.position,
      type: fact.type,
      at: toInstant(fact.created_at),
      version: fact.version,
      actor: actor_id === null ? null : { discord_user_id: actor_id, display_name: actorName },
      source: fact.source,
      text: sentence(step, nth, names, locale),
      change: fact.data,
    }
  })
}
