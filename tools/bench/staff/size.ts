// A part of the full size, for a first look: BENCH_SCALE=0.02 takes seconds.
const scale = Math.min(1, Math.max(0.01, Number(process.env['BENCH_SCALE'] ?? 1)))

/** So much of a full figure is measured. */
export const scaled = (full: number): number => Math.ceil(full * scale)

/** The guild, and the events of a second in it. */
export const size = { members: scaled(100_000), staff: scaled(1_000), rate: scaled(5_000) }

/** After a flood so long nothing more is expected, in milliseconds. */
export const settleMs = 1_500

/** A figure for people. */
export const number = (value: number): string => value.toLocaleString('en')
