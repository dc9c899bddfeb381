import type { Listing } from '../markets.ts'
import { fraction } from '../random.ts'
import type { Move } from '../state.ts'

const minuteMs = 60_000
// Waves of 2 minutes up to 91 days, each twice as long as the one before.
const octaves = 17
const fastOctaves = 8
const regimeMinutes = 480
const regimes: readonly number[] = [0.5, 0.8, 1, 1, 1.6, 2.4]

function between(from: number, to: number, part: number): number {
  return from + (to - from) * part
}

function regimeAt(key: number, minute: number): number {
  const block = Math.floor(minute / regimeMinutes)
  const of = (index: number): number =>
    regimes[Math.floor(fraction(key, index, 0, 1) * regimes.length)] ?? 1
  return between(of(block), of(block + 1), minute / regimeMinutes - block)
}

/**
 * The price at the beginning of a minute (since 1970), before any moves. A sum of waves with random heights: over a
 * time t it changes by about volatility x sqrt(t), as a random walk does, but every moment can be computed by itself.
 * Calm and wild hours alternate.
 */
export function minutePrice(listing: Listing, key: number, minute: number): number {
  const regime = regimeAt(key, minute)
  let sum = 0
  for (let octave = 1; octave <= octaves; octave += 1) {
    const length = 2 ** octave
    const index = Math.floor(minute / length)
    const height = between(
      fraction(key, index, octave, 2),
      fraction(key, index + 1, octave, 2),
      minute / length - index,
    )
    const strength = octave <= fastOctaves ? regime : 1
    sum += (2 * height - 1) * Math.sqrt(length) * strength
  }
  return listing.price * Math.exp(sum * listing.volatility * 0.9)
}

/** The price path of one market. */
export type Path = {
  /** The middle price at an epoch time in milliseconds, with the moves up to `asOf`, which is that time unless given. */
  at(time: number, asOf?: number): number
  /** As `at`, as if nobody had moved the price. */
  free(time: number): number
}

/** What the moves of a market make of a price at a time; later moves replace earlier ones. */
export function moved(moves: readonly Move[], time: number, price: number): number {
  const move = moves.findLast(({ at }) => at <= time)
  if (!move) return price
  if ('hold' in move) return move.hold
  const { at, factor, from_factor, over_ms } = move
  const part = over_ms === 0 ? 1 : Math.min((time - at) / over_ms, 1)
  return price * between(from_factor, factor, part)
}

/** A path that remembers the minute it was last asked for, as neighbours are asked for together. */
export function createPath(listing: Listing, key: number, moves: () => readonly Move[]): Path {
  let minute = Number.NaN
  let from = 0
  let to = 0
  const free = (time: number): number => {
    const wanted = Math.floor(time / minuteMs)
    if (wanted !== minute) {
      from = wanted === minute + 1 ? to : minutePrice(listing, key, wanted)
      to = minutePrice(listing, key, wanted + 1)
      minute = wanted
    }
    const flutter = (fraction(key, time, 0, 3) - 0.5) * listing.volatility * 0.8
    return between(from, to, time / minuteMs - minute) * (1 + flutter)
  }
  return { free, at: (time, asOf = time) => moved(moves(), asOf, free(time)) }
}
