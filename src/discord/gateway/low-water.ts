/**
 * Knows up to which sequence number every dispatch has been handled. A crash repeats what comes after
 * it and loses nothing.
 */
export type LowWater = {
  /** A dispatch was received; call `end` with the same number when it is handled. */
  begin(sequence: number): void
  end(sequence: number): void
  /** A dispatch that nobody listens to was received. */
  skip(sequence: number): void
  /** The highest number below which nothing is open. */
  mark(): number
}

/** Makes the mark of one session, starting from what is known to be handled. */
export function createLowWater(from: number): LowWater {
  // A set keeps the order of insertion, which is the order of the numbers.
  const open = new Set<number>()
  let newest = from
  const see = (sequence: number) => {
    if (sequence > newest) newest = sequence
  }
  return {
    begin(sequence) {
      open.add(sequence)
      see(sequence)
    },
    end: (sequence) => open.delete(sequence),
    skip: see,
    mark() {
      const [oldest] = open
      return oldest === undefined ? newest : Math.min(oldest - 1, newest)
    },
  }
}
