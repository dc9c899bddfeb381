import type { SyncField } from './event.ts'

/** Fields that are merged; the status has rules of its own. */
export const mergeFields = ['title', 'description', 'start', 'end', 'place'] as const
/** A field that is merged. */
export type MergeField = (typeof mergeFields)[number]

/** One side of an event, in the form in which both sides can be compared. */
export type Side = Record<MergeField, string>

/** How a conflict is decided. */
export type ConflictPolicy = 'latest' | 'muster' | 'discord' | 'ask'

/** What decides about one field. Times are epoch milliseconds. */
export type FieldTimes = Partial<Record<SyncField, number>>

/**
 * What both sides last agreed on, each as it spoke: Discord trims and normalises, so that equal meaning need not be equal
 * text.
 */
export type Agreement = { ours: Side; theirs: Side }

/** What a merge works on. */
export type MergeInput = {
  base: Agreement
  ours: Side
  theirs: Side
  policy: ConflictPolicy
  /** When our side changed each field. */
  oursAt: FieldTimes
  /** When Discord's side changed; null when nobody knows. */
  theirsAt: number | null
  /** Fields of ours that Discord shows shortened. */
  truncated: readonly MergeField[]
  /** Fields that may be taken over from Discord. */
  pullable: readonly SyncField[]
}

/** What becomes of one field. */
export type FieldOutcome =
  /** Nothing is to be done; the base follows where both sides came to the same. */
  | { do: 'same' }
  | { do: 'push' }
  | { do: 'pull'; value: string }
  /** Both changed it. `open` ones stay as they are until somebody decides. */
  | { do: 'conflict'; winner: 'muster' | 'discord' | 'open' }

/** A change within this time of ours counts as older, in milliseconds. */
const tieMs = 2_000

function winnerOf(input: MergeInput, field: MergeField): 'muster' | 'discord' | 'open' {
  const { policy, oursAt, theirsAt, truncated } = input
  // Nobody's words are lost by taking over a text that Discord could only show in part.
  if (truncated.includes(field)) return 'open'
  if (policy === 'ask') return 'open'
  if (policy !== 'latest') return policy
  if (theirsAt === null) return 'muster'
  return theirsAt > (oursAt[field] ?? 0) + tieMs ? 'discord' : 'muster'
}

function fieldOutcome(input: MergeInput, field: MergeField): FieldOutcome {
  const ours = input.ours[field]
  const theirs = input.theirs[field]
  const oursChanged = ours !== input.base.ours[field]
  const theirsChanged = theirs !== input.base.theirs[field]
  if (ours === theirs || (!oursChanged && !theirsChanged)) return { do: 'same' }
  if (!theirsChanged) return { do: 'push' }
  // Discord's value may not be taken over: it is put right instead.
  if (!input.pullable.includes(field)) return { do: 'push' }
  if (oursChanged) return { do: 'conflict', winner: winnerOf(input, field) }
  if (input.truncated.includes(field)) return { do: 'conflict', winner: 'open' }
  return { do: 'pull', value: theirs }
}

/** Compares ours and theirs with what both last agreed on, field by field (contract §7.3). */
export function merge(input: MergeInput): Record<MergeField, FieldOutcome> {
  return {
    title: fieldOutcome(input, 'title'),
    description: fieldOutcome(input, 'description'),
    start: fieldOutcome(input, 'start'),
    end: fieldOutcome(input, 'end'),
    place: fieldOutcome(input, 'place'),
  }
}

/** The names of the fields for which something is to be done. */
export function fieldsThat(
  outcomes: Record<MergeField, FieldOutcome>,
  fits: (outcome: FieldOutcome) => boolean,
): MergeField[] {
  return mergeFields.filter((field) => fits(outcomes[field]))
}

/** Whether ours goes to Discord. */
export function isPush(outcome: FieldOutcome): boolean {
  return outcome.do === 'push' || (outcome.do === 'conflict' && outcome.winner === 'muster')
}

/** Whether Discord's value comes to us. */
export function isPull(outcome: FieldOutcome): boolean {
  return outcome.do === 'pull' || (outcome.do === 'conflict' && outcome.winner === 'discord')
}

/**
 * The last agreement, with what was sent and never answered: where Discord shows it, it arrived, and nobody there
 * changed anything.
 */
export function withArrived(base: Agreement, sent: Partial<Side>, theirs: Side): Agreement {
  const next = { ours: { ...base.ours }, theirs: { ...base.theirs } }
  for (const field of mergeFields) {
    if (sent[field] !== theirs[field]) continue
    next.ours[field] = theirs[field]
    next.theirs[field] = theirs[field]
  }
  return next
}

/**
 * What both sides agree on once Discord's values are taken over; what is to be sent counts as agreed too. What waits
 * for a decision keeps the old agreement.
 */
export function agreed(
  input: Pick<MergeInput, 'base'> & { ours: Side; theirs: Side },
  outcomes: Record<MergeField, FieldOutcome>,
): Agreement {
  const isOpen = (field: MergeField) => {
    const outcome = outcomes[field]
    return outcome.do === 'conflict' && outcome.winner === 'open'
  }
  const next = { ours: { ...input.ours }, theirs: { ...input.theirs } }
  for (const field of fieldsThat(outcomes, isPull)) next.ours[field] = input.theirs[field]
  for (const field of mergeFields.filter(isOpen)) {
    next.ours[field] = input.base.ours[field]
    next.theirs[field] = input.base.theirs[field]
  }
  return next
}
