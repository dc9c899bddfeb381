import type { Language } from '../locales/languages.ts'
import type { Call, InteractionRecord } from '../wire/control.ts'

/** What has really happened in this world: the ground on which steps are ticked. */
export type Evidence = {
  interactions: readonly InteractionRecord[]
  calls: readonly Call[]
  /** The web page beside Discord was opened. */
  webOpened: boolean
}

/** One thing to try. `isDone` looks at what happened, never at what was clicked in the guide. */
export type Step = { id: string; isDone: (evidence: Evidence) => boolean }

/** The words of a mission in one language; `steps` has a text for each step. */
export type MissionTexts = {
  title: string
  intro: string
  steps: Readonly<Record<string, string>>
  done: string
}

/** A tour through one part of the product, told step by step. */
export type Mission = {
  id: string
  steps: readonly Step[]
  texts: Readonly<Record<Language, MissionTexts>>
}

/** Whether the application answered it. */
export function wasAnswered({ answer, error }: InteractionRecord): boolean {
  return answer !== null && answer !== undefined && !error
}

/** The different people who did something that the application answered. */
export function peopleWho(
  { interactions }: Evidence,
  matches: (record: InteractionRecord) => boolean,
): ReadonlySet<string> {
  const found = interactions.filter((record) => wasAnswered(record) && matches(record))
  return new Set(found.flatMap(({ user_id: id }) => id ?? []))
}

/** Everything that the bot has said: its answers and the bodies of its calls, as JSON. */
export function saidByBot({ interactions, calls }: Evidence): string[] {
  return [...interactions.map(({ answer }) => answer), ...calls.map(({ body }) => body)]
    .filter((body) => body !== null && body !== undefined)
    .map((body) => JSON.stringify(body))
}
