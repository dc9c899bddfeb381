/** A trading day begins at 00:00 UTC, which is 09:00 in Seoul all year round. */
export const dayMs = 86_400_000

/** The beginning of the day of an instant. */
export function dayStart(at: number): number {
  return Math.floor(at / dayMs) * dayMs
}

/** The day of an instant, by the date on which it begins (`2026-11-28`). */
export function dayOf(at: number): string {
  return new Date(dayStart(at)).toISOString().slice(0, 10)
}

/** The hour of an instant in Seoul (UTC+9, no daylight saving time). */
export function hourInSeoul(at: number): number {
  return (new Date(at).getUTCHours() + 9) % 24
}

/** Whether an hour lies in a span that may go over midnight; `from` included, `to` not. */
export function isQuiet(hour: number, { from, to }: { from: number; to: number }): boolean {
  return from <= to ? hour >= from && hour < to : hour >= from || hour < to
}
