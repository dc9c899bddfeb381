/** What is watched (contract §9): of the whole installation, or of one server. */
export const alertKinds = [
  'gateway',
  'rest',
  'overdue',
  'failures',
  'closed_dms',
  'unsynced',
  'drift',
  'conflicts',
  'permissions',
  'event_limit',
] as const
/** What is watched. */
export type AlertKind = (typeof alertKinds)[number]

/** Values of an alert's text. */
export type AlertDetail = Record<string, string | number>

/** A problem of which people were told, and that has not ended. `guild_id` is empty for the whole installation. */
export type OpenAlert = { kind: AlertKind; guild_id: string }

/** What a look at one server found. Counts are those of the last hour. */
export type GuildLook = {
  guild_id: string
  /** Milliseconds since both sides were last compared as a whole. */
  unsynced_ms: number
  /** Differences that only a comparison found: the gateway had told nothing. */
  repaired: number
  conflicts: number
  /** Names of permissions that the bot lacks. */
  missing: readonly string[]
  /** Events that are planned or under way in Discord. */
  events: number
}

/** What a look found. */
export type Look = {
  /** Milliseconds since which the gateway is silent; 0 while it is connected. */
  gateway_down_ms: number
  /** How calls to Discord are doing: `ok`, or why there are none. */
  rest: string
  /** Milliseconds since which the oldest due work of events waits. */
  overdue_ms: number
  /** Work of events that ended in the last ten minutes. */
  ended: { failed: number; all: number }
  /** Direct messages of the last hour. */
  told: { reached: number; unreached: number }
  guilds: readonly GuildLook[]
}

/** One figure of a look. */
export type Gauge = OpenAlert & { value: number; detail: AlertDetail }

const minuteMs = 60_000

/** From which value on somebody is told, and below which the problem is over: apart, so that nothing flickers. */
const limits: Record<AlertKind, { raise: number; clear: number }> = {
  // A connection that comes back by itself within seconds is nobody's business.
  gateway: { raise: 15_000, clear: 1 },
  rest: { raise: 1, clear: 1 },
  overdue: { raise: 2 * minuteMs, clear: minuteMs },
  // Per cent of the work that ended.
  failures: { raise: 20, clear: 10 },
  closed_dms: { raise: 5, clear: 3 },
  // Servers are compared every ten minutes.
  unsynced: { raise: 25 * minuteMs, clear: 15 * minuteMs },
  drift: { raise: 5, clear: 3 },
  conflicts: { raise: 10, clear: 5 },
  permissions: { raise: 1, clear: 1 },
  event_limit: { raise: 90, clear: 85 },
}

/** Fewer failures than this are no rate. */
const fewestFailures = 3

/** What everything else follows from: while one of these lasts, nobody is told of the rest. */
const causes: readonly AlertKind[] = ['gateway', 'rest']

function ofInstallation(look: Look): Gauge[] {
  const { gateway_down_ms, rest, overdue_ms, ended, told } = look
  const share = ended.failed < fewestFailures ? 0 : Math.round((100 * ended.failed) / ended.all)
  const all = told.reached + told.unreached
  const closed = told.unreached * 2 >= all ? told.unreached : 0
  const one = (kind: AlertKind, value: number, detail: AlertDetail = {}): Gauge => ({
    kind,
    guild_id: '',
    value,
    detail,
  })
  return [
    one('gateway', gateway_down_ms),
    one('rest', rest === 'ok' ? 0 : 1, { state: rest }),
    one('overdue', overdue_ms, { minutes: Math.floor(overdue_ms / minuteMs) }),
    one('failures', share, { failed: ended.failed, all: ended.all }),
    one('closed_dms', closed, { unreached: told.unreached, all }),
  ]
}

function ofGuild(look: GuildLook): Gauge[] {
  const { guild_id, unsynced_ms, repaired, conflicts, missing, events } = look
  const one = (kind: AlertKind, value: number, detail: AlertDetail): Gauge => ({
    kind,
    guild_id,
    value,
    detail,
  })
  return [
    one('unsynced', unsynced_ms, { minutes: Math.floor(unsynced_ms / minuteMs) }),
    one('drift', repaired, { count: repaired }),
    one('conflicts', conflicts, { count: conflicts }),
    one('permissions', missing.length, { names: missing.join(', ') }),
    one('event_limit', events, { count: events }),
  ]
}

/**
 * Compares what a look found with the problems that are known: which begin, and which are over. A problem begins once
 * however often it is seen; one whose server is not watched any more is over.
 */
export function judgeLook(
  look: Look,
  open: readonly OpenAlert[],
): { raise: Gauge[]; clear: OpenAlert[] } {
  const gauges = [...ofInstallation(look), ...look.guilds.flatMap(ofGuild)]
  const isOpen = ({ kind, guild_id }: OpenAlert) =>
    open.some((one) => one.kind === kind && one.guild_id === guild_id)
  const isOut = gauges.some(({ kind, value }) => causes.includes(kind) && value > 0)
  const raise = gauges.filter(
    (gauge) =>
      !isOpen(gauge) &&
      gauge.value >= limits[gauge.kind].raise &&
      (!isOut || causes.includes(gauge.kind)),
  )
  const lasts = ({ kind, guild_id }: OpenAlert) =>
    gauges.some(
      (gauge) =>
        gauge.kind === kind && gauge.guild_id === guild_id && gauge.value >= limits[kind].clear,
    )
  // While Discord is away nothing is known to be well again.
  const clear = open.filter((one) => !lasts(one) && (!isOut || causes.includes(one.kind)))
  return { raise, clear }
}
