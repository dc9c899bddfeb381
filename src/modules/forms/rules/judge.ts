import type { ResponseStatus } from '../contract/form.ts'

/** What the text in the question for the response code is. */
export type CodeState = 'known' | 'foreign' | 'mistyped' | 'missing'

/** An administrator's decision about a response: take a late one, or say whose a mistyped one is. */
export type Ruling = { kind: 'accept' } | { kind: 'assign'; discord_id: string }

/** A response as far as its judgement depends on it. Times are epoch milliseconds. */
export type Judged = {
  id: string
  code_state: CodeState
  /** Whoever answered with the same code, or who was assigned: the person, or an anonymous code. */
  owner: string | null
  /** False when the code was made for somebody who was never asked. */
  owner_is_target: boolean
  /** False when no link was ever used for this code. */
  owner_had_door: boolean
  create_time: number
  submitted_time: number
  ruling: Ruling | null
  /** No longer in Google. */
  withdrawn: boolean
}

/** What a form says about its responses. */
export type JudgeRules = { deadline: number | null; allow_edit: boolean }

/** A judgement: how it stands, whether it counts, and whether its code should never have been known. */
export type Judgement = { status: ResponseStatus; counted: boolean; no_door: boolean }

/** Why a response is nobody's who may answer, or that it is somebody's. */
function admission(one: Judged, { deadline }: JudgeRules): ResponseStatus {
  if (one.withdrawn) return 'withdrawn'
  const isAssigned = one.ruling?.kind === 'assign'
  const isAccepted = one.ruling?.kind === 'accept'
  if (!isAssigned) {
    if (one.code_state === 'missing') return 'missing_code'
    if (one.code_state === 'mistyped') return 'mistyped'
    if (one.code_state === 'foreign' || one.owner === null) return 'foreign'
    if (!one.owner_is_target && !isAccepted) return 'not_target'
  }
  const isLate = deadline !== null && one.create_time > deadline
  return isLate && !isAccepted ? 'late' : 'valid'
}

function before(a: Judged, b: Judged, time: 'create_time' | 'submitted_time'): number {
  return a[time] - b[time] || a.create_time - b.create_time || (a.id < b.id ? -1 : 1)
}

/**
 * Judges all responses of a form at once: of those that are one person's, one counts. With edits
 * allowed it is the newest, else the first. The order in which they are given does not matter.
 */
export function judge(all: readonly Judged[], rules: JudgeRules): Map<string, Judgement> {
  const judgements = new Map<string, Judgement>()
  const admitted: Judged[] = []
  for (const one of all) {
    const status = admission(one, rules)
    if (status === 'valid') admitted.push(one)
    else judgements.set(one.id, { status, counted: false, no_door: false })
  }
  for (const ofOne of Map.groupBy(admitted, ({ owner }) => owner).values()) {
    const sorted = rules.allow_edit
      ? ofOne.toSorted((a, b) => before(b, a, 'submitted_time'))
      : ofOne.toSorted((a, b) => before(a, b, 'create_time'))
    const loser = rules.allow_edit ? 'superseded' : 'duplicate'
    for (const [index, one] of sorted.entries()) {
      const no_door = !one.owner_had_door
      judgements.set(one.id, {
        status: index === 0 ? 'valid' : loser,
        counted: index === 0,
        no_door,
      })
    }
  }
  return judgements
}

/** A response as Google shows it now. */
export type Snapshot = {
  id: string
  create_time: number
  submitted_time: number
  answers: Readonly<Record<string, readonly string[]>>
}

/** A response as it is kept: a snapshot, and the newest submission that was ever seen. */
export type KeptSnapshot = Snapshot & { seen_time: number }

/**
 * What is kept when Google shows a response again. Where edits are not allowed the first snapshot
 * stays, since Google keeps no history; otherwise the newest wins, in whichever order they come.
 */
export function keepSnapshot(
  kept: KeptSnapshot | null,
  shown: Snapshot,
  allowEdit: boolean,
): KeptSnapshot {
  if (!kept) return { ...shown, seen_time: shown.submitted_time }
  const seen_time = Math.max(kept.seen_time, shown.submitted_time)
  const isNewer = shown.submitted_time > kept.submitted_time
  return allowEdit && isNewer ? { ...shown, seen_time } : { ...kept, seen_time }
}

/** Whether Google holds a newer version of a response than the one that counts. */
export function isEditedAfterLock({ seen_time, submitted_time }: KeptSnapshot): boolean {
  return seen_time > submitted_time
}
