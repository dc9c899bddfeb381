import assert from 'node:assert/strict'

/** What came of a wish: the door said so, or nobody knows. */
export type Outcome = 'done' | 'already' | 'unknown'

/**
 * What one person must believe about having a place, from nothing but the answers received. A wish
 * whose answer was lost leaves both possible until the next answer.
 */
export type Believer = {
  wish(kind: 'join' | 'leave', send: () => Promise<Outcome>): Promise<Outcome>
  /** Fails when the state contradicts an answer; says nothing while a wish is under way. */
  check(isIn: boolean): void
  /** The next wish that is likely to change something. */
  next(): 'join' | 'leave'
}

/** Somebody who starts outside. */
export function createBeliever(name: string): Believer {
  let possible: ReadonlySet<boolean> = new Set([false])
  let underWay = false
  return {
    async wish(kind, send) {
      const wanted = kind === 'join'
      const before = possible
      possible = new Set([...before, wanted])
      underWay = true
      const outcome = await send()
      underWay = false
      if (outcome === 'unknown') return outcome
      const needed = outcome === 'done' ? !wanted : wanted
      const answers = `${name}: ${kind} was "${outcome}"`
      assert.ok(before.has(needed), `${answers}, but an answer before said otherwise`)
      possible = new Set([wanted])
      return outcome
    },
    check(isIn) {
      if (underWay) return
      assert.ok(
        possible.has(isIn),
        `${name} ${isIn ? 'has a place' : 'has no place'} after a crash`,
      )
    },
    next: () => (possible.has(false) ? 'join' : 'leave'),
  }
}
