import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import type { Services } from '../context.ts'
import type { JobKind, JobSchedule } from '../jobs/jobs.ts'
import { addDays, instantOf, parseZone, wallClockAt } from '../time/zones.ts'

const dayMs = 24 * 3_600_000
/** 1970-01-01 was a Thursday: weeks begin on Monday. */
const mondayMs = 3 * dayMs
const keptDays = 7
const keptWeeks = 4
const kind = 'core.backup'
const nightly = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z-nightly\.sqlite$/

/** A file name for a copy taken now; sorts by age. */
export function backupName(now: number, reason: string): string {
  return `${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}-${reason}.sqlite`
}

/** What is wrong with a SQLite file, in words; null when it is whole. */
export function integrityFault(file: string): string | null {
  try {
    const place = pathToFileURL(file)
    // Nothing is written beside it: nobody else has the file open.
    place.searchParams.set('immutable', '1')
    const copy = new DatabaseSync(place, { readOnly: true })
    try {
      const rows = copy.prepare('PRAGMA integrity_check').all()
      const [first] = rows.flatMap((row) => Object.values(row))
      if (first !== 'ok') return String(first)
      const [orphan] = copy.prepare('PRAGMA foreign_key_check').all()
      return orphan ? `a row of ${String(orphan['table'])} refers to nothing` : null
    } finally {
      copy.close()
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** When a nightly copy was taken; null for every other file. */
function takenAt(name: string): number | null {
  const [, day, hours, minutes, seconds, millis] = nightly.exec(name) ?? []
  return day === undefined ? null : Date.parse(`${day}T${hours}:${minutes}:${seconds}.${millis}Z`)
}

/**
 * The nightly copies that are kept: the newest of each of the last seven days on which there is one,
 * and of each of the last four weeks. Files that are no nightly copies are nobody's business here.
 */
export function copiesToRemove(names: readonly string[]): string[] {
  const copies = names
    .flatMap((name) => {
      const at = takenAt(name)
      return at === null ? [] : [{ name, at }]
    })
    .toSorted((a, b) => b.at - a.at)
  const newestOf = (span: (at: number) => number, most: number) => {
    const groups = Map.groupBy(copies, ({ at }) => span(at))
    return [...groups.values()].slice(0, most).flatMap(([newest]) => newest?.name ?? [])
  }
  const kept = new Set([
    ...newestOf((at) => Math.floor(at / dayMs), keptDays),
    ...newestOf((at) => Math.floor((at + mondayMs) / (7 * dayMs)), keptWeeks),
  ])
  return copies.map(({ name }) => name).filter((name) => !kept.has(name))
}

/** What a program that was killed has begun would lie there for ever, as large as the data. */
function removeUnfinished(folder: string): void {
  if (!existsSync(folder)) return
  const begun = readdirSync(folder).filter((name) => name.includes('-nightly.sqlite.part'))
  for (const name of begun) rmSync(join(folder, name), { force: true })
}

/**
 * Copies the data while the program runs, checks the copy, and removes copies that are too old. A copy
 * has its name only once it was checked. Throws when it is damaged; nothing is removed then.
 */
export async function backUp(
  { database, clock }: Pick<Services, 'database' | 'clock'>,
  folder: string,
): Promise<{ file: string; removed: number }> {
  const file = join(folder, backupName(clock.now(), 'nightly'))
  const unchecked = `${file}.part`
  removeUnfinished(folder)
  await database.backup(unchecked)
  const fault = integrityFault(unchecked)
  if (fault !== null) {
    rmSync(unchecked, { force: true })
    throw new Error(`the copy is damaged: ${fault}`)
  }
  renameSync(unchecked, file)
  const old = copiesToRemove(readdirSync(folder))
  for (const name of old) rmSync(join(folder, name), { force: true })
  return { file, removed: old.length }
}

/** When the newest nightly copy of a folder was taken; null when there is none. */
export function newestCopy(folder: string): number | null {
  if (!existsSync(folder)) return null
  const times = readdirSync(folder).flatMap((name) => takenAt(name) ?? [])
  return times.length === 0 ? null : Math.max(...times)
}

/** The job that copies the data. */
export function backupJobs(services: Services, folder: string): readonly JobKind[] {
  return [{ kind, payload: z.object({}), run: () => backUp(services, folder) }]
}

/** When the data is copied: a time of the day on the clock of a zone. */
export type BackupTime = { hour: number; minute: number; zone: string }

/** A time such as `03:30 Asia/Tokyo`; without a zone that of UTC. Null when it cannot be read. */
export function readBackupTime(text: string): BackupTime | null {
  const [, hour, minute, zone = 'UTC'] = /^(\d{1,2}):(\d{2})(?:\s+(\S+))?$/.exec(text.trim()) ?? []
  const time = { hour: Number(hour), minute: Number(minute), zone }
  return time.hour < 24 && time.minute < 60 && parseZone(zone) !== null ? time : null
}

/** The next such time after an instant, on the day on which it falls in its zone. */
export function nextBackup({ hour, minute, zone }: BackupTime, after: number): number {
  const { year, month, day } = wallClockAt(zone, after)
  for (let days = 0; ; days += 1) {
    const date = addDays({ year, month, day }, days)
    const due = instantOf(zone, { ...date, hour, minute, second: 0 })
    if (due > after) return due
  }
}

/** Every night at this time. */
export function backupSchedule(time: BackupTime): JobSchedule {
  const dueAfter = (after: number) => nextBackup(time, after)
  return { name: kind, everyMs: dayMs, dueAfter, kind, payload: {} }
}
