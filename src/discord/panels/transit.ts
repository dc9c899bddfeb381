import type { Clock, Timer } from '#core/clock.ts'

/** Answers that have left over HTTP: nobody says when Discord has read them. */
export type Transit = {
  /** `arrived` is called when the answer is there in all likelihood. */
  begin(arrived: () => void): void
  isWaiting(): boolean
  /** All are there. */
  hurry(): void
  stop(): void
}

/** How long an answer may take from here to Discord, in milliseconds. */
const transitMs = 1_000

/** Makes it; `clock` follows real time. */
export function createTransit(clock: Clock): Transit {
  const under = new Map<() => void, Timer>()
  function end(arrive: () => void): void {
    under.get(arrive)?.cancel()
    if (under.delete(arrive)) arrive()
  }
  return {
    begin(arrived) {
      const arrive = () => arrived()
      under.set(
        arrive,
        clock.after(transitMs, () => end(arrive)),
      )
    },
    isWaiting: () => under.size > 0,
    hurry() {
      for (const arrive of under.keys()) end(arrive)
    },
    stop() {
      for (const timer of under.values()) timer.cancel()
      under.clear()
    },
  }
}
