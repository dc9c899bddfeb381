import type { Clock } from './clock.ts'
import type { Database } from './db/database.ts'
import type { SettingsReader } from './settings.ts'

/** `attention`: it works, but not all of it, or not for long. */
export type FindingState = 'works' | 'attention' | 'broken'

/**
 * What a check of a module found. Its catalogue holds `doctor.<check>` (the title),
 * `doctor.<check>.<what was found>` and, unless all is well, the same with `.fix`.
 */
export type ModuleFinding = {
  /** `<check>.<what was found>`. */
  outcome: string
  state: FindingState
  /** What was looked at, when the check is made for each of several. */
  about?: string
  /** What the texts name. */
  values?: Record<string, string | number>
}

/** What `muster doctor` can tell a module about the installation. */
export type Examination = {
  settings: SettingsReader
  clock: Clock
  /** Null while there are no tables, or others than this version needs. */
  database: Database | null
}

/** How a module finds out, changing nothing, whether what it depends on is there. */
export type Doctor = (given: Examination) => Promise<ModuleFinding[]>
