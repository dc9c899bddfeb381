import { wait, type Clock } from './clock.ts'
import { statement, type Database } from './db/database.ts'
import { randomToken, type Random } from './ids.ts'
import type { Log } from './log.ts'
import type { Signals } from './signals.ts'

/** The right to be the one process of an installation that does something. */
export type Lease = {
  /** False from the moment on at which another process may have it. */
  held(): boolean
  /** Asks for it, and goes on asking until `stop`; resolves after the first answer. */
  start(): Promise<void>
  /** Gives it back: whoever waits for it has it at once. Resolves when the work has ended. */
  stop(): Promise<void>
}

/** What a lease is for, and what this process does while it holds it. */
export type LeaseOptions = {
  name: string
  /** Names the place of this process, e.g. host and port; two processes must not share it. */
  place: string
  /**
   * At the start of this process: whether a holder at that place cannot be alive any more, so that a
   * restart after a crash waits for nothing.
   */
  succeeds(place: string): boolean
  /** Begins the work. */
  gained(): Promise<void>
  /** Ends the work. */
  lost(): Promise<void>
}

/** A holder that has not renewed for this long is taken for dead, in milliseconds. */
export const leaseMs = 10_000
/** How often it is renewed, and how often others look. */
export const renewEveryMs = 2_000
/** After this long without renewal a holder stops by itself: others wait longer. */
const ownPatienceMs = leaseMs - renewEveryMs
/** How long the database may take to answer, in milliseconds. */
const answerMs = 4_000

type Row = { holder: string; renewals: number }

const read = statement<Row>('select holder, renewals from leases where name = $1')
const take = statement<Row>(
  `insert into leases (name, holder, renewals) values ($1, $2, 0)
   on conflict (name) do nothing returning holder, renewals`,
)
const takeFrom = statement<Row>(
  `update leases set holder = $2, renewals = 0 where name = $1 and holder = $3 and renewals = $4
   returning holder, renewals`,
)
const renew = statement<Row>(
  `update leases set renewals = renewals + 1 where name = $1 and holder = $2
   returning holder, renewals`,
)
const release = statement<never>('delete from leases where name = $1 and holder = $2')

type LeaseServices = {
  database: Database
  /** A monotonic one; only lengths of time matter. */
  clock: Clock
  random: Random
  signals: Signals
  log: Log
}

/** One process's claim: what it knows of the holder, and whether that is itself. */
function createClaim(services: LeaseServices, options: LeaseOptions) {
  const { clock, random, log } = services
  // Not behind the work of this process: however much there is of it, it lives.
  const database = services.database.urgent
  const { name, place } = options
  // The random part tells this process from an earlier one at the same place.
  const holder = `${place} ${randomToken(random, 9)}`
  let seen: (Row & { since: number }) | null = null
  let provenAt: number | null = null
  let isFirst = true

  const held = () => provenAt !== null && clock.now() - provenAt < ownPatienceMs

  /** How long the present holder has been silent is counted from when we saw it first. */
  function isDead(row: Row): boolean {
    const at = row.holder.slice(0, row.holder.lastIndexOf(' '))
    if (seen?.holder !== row.holder || seen.renewals !== row.renewals) {
      seen = { ...row, since: clock.now() }
    }
    return (isFirst && options.succeeds(at)) || clock.now() - seen.since >= leaseMs
  }

  async function ask(): Promise<boolean> {
    const [row] = provenAt === null ? await read(database, name) : []
    const own = provenAt !== null || row?.holder === holder
    if (row && !own && !isDead(row)) return false
    const rows = await database.write((tx) => {
      if (own) return renew(tx, name, holder)
      return row ? takeFrom(tx, name, holder, row.holder, row.renewals) : take(tx, name, holder)
    })
    return rows.length > 0
  }

  /** A database that does not answer is as good as one that says no. */
  async function askInTime(): Promise<boolean> {
    let timer = { cancel: () => {} }
    const late = new Promise<never>((_, reject) => {
      timer = clock.after(answerMs, () => reject(new Error('the database does not answer')))
    })
    try {
      return await Promise.race([ask(), late])
    } finally {
      timer.cancel()
    }
  }

  return {
    held,
    /** Takes or renews; true when the lease is this process's. */
    async press(): Promise<boolean> {
      const askedAt = clock.now()
      try {
        provenAt = (await askInTime()) ? askedAt : null
        isFirst = false
      } catch (error) {
        log.warn({ err: error, lease: name }, 'the lease could not be asked for')
        if (!held()) provenAt = null
      }
      return provenAt !== null
    },
    async drop(): Promise<void> {
      if (provenAt === null) return
      provenAt = null
      await database.write((tx) => release(tx, name, holder))
    },
  }
}

/**
 * Makes a lease that is kept in the database. No two clocks are compared: each process measures by
 * its own monotonic clock how long a holder has shown no sign of life.
 */
export function createLease(services: LeaseServices, options: LeaseOptions): Lease {
  const { clock, signals, log } = services
  const { name } = options
  const claim = createClaim(services, options)
  const channel = `lease.${name}`
  const stopping = new AbortController()
  let wakeUp = new AbortController()
  let working = false
  let loop: Promise<void> = Promise.resolve()
  let stopListening = () => {}

  async function follow(should: boolean): Promise<void> {
    log.info({ lease: name, held: should }, should ? 'this process leads' : 'another one leads')
    try {
      await (should ? options.gained() : options.lost())
      working = should
    } catch (error) {
      log.error({ err: error, lease: name }, 'the work of the lease could not begin or end')
    }
  }

  async function round(): Promise<void> {
    const should = await claim.press()
    if (should !== working && !stopping.signal.aborted) await follow(should)
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      wakeUp = new AbortController()
      await wait(clock, renewEveryMs, AbortSignal.any([stopping.signal, wakeUp.signal]))
      if (!stopping.signal.aborted) await round()
    }
  }

  return {
    held: () => claim.held(),
    async start() {
      stopListening = signals.listen(channel, () => wakeUp.abort())
      await round()
      loop = run()
    },
    async stop() {
      stopListening()
      stopping.abort()
      await loop
      if (working) await follow(false)
      await claim.drop()
      signals.send(channel)
    },
  }
}
