import { z } from 'zod'

/** Which emulated service a request goes to. */
export type Service = 'discord' | 'google' | 'upbit'

/**
 * What a fault does to a request. Without a status the request is served as usual, later or with more headers; with
 * `served` it is served, and the answer replaced.
 */
export const faultAction = z.object({
  status: z.number().int().min(200).max(599).optional(),
  body: z.unknown().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  delay_ms: z.number().int().min(0).optional(),
  drop: z.enum(['before', 'after']).optional(),
  served: z.boolean().optional(),
})

/** What switches a fault of the REST services on. `times` without end when absent; the first `skip` requests pass. */
export const faultRequest = z.object({
  service: z.enum(['discord', 'google', 'upbit']).optional(),
  when: z.object({ method: z.string().optional(), route: z.string().optional() }).optional(),
  do: faultAction,
  times: z.number().int().min(1).optional(),
  skip: z.number().int().min(0).optional(),
})

/** A parsed `faultAction`. */
export type FaultAction = z.output<typeof faultAction>
/** A parsed `faultRequest`. */
export type FaultRequest = z.output<typeof faultRequest>

/** A request as faults look at it: `route` is the template, such as `/channels/:channel_id/messages`. */
export type FaultTarget = {
  service: Service
  method: string
  route: string
  /** A page for people: only faults that name its route reach it. */
  isPage?: boolean
}

/** The switched-on faults of the REST services. */
export type Faults = {
  add(id: string, fault: FaultRequest): void
  /** Lifts one fault, or all. Says whether there was one. */
  remove(id?: string): boolean
  /** Those that are on, oldest first; `left` is null without end. */
  list(): (FaultRequest & { id: string; left: number | null })[]
  /** What the oldest fitting fault does to this request; uses up one time of it. */
  take(target: FaultTarget): FaultAction | undefined
}

/** A route template in one spelling: without service and version prefix, with `*` for every parameter. */
export function normalizeRoute(route: string): string {
  return route
    .replace(/^\/?((api|upbit|google)\/)?(v\d+\/)?/, '/')
    .split('/')
    .map(normalizePart)
    .join('/')
}

/** Parameters become `*`; Google's methods keep their verb: `{form_id}:batchUpdate` is `*:batchUpdate`. */
function normalizePart(part: string): string {
  const [, verb] = /^(?::\w+\(.*\):|\{\w+\}|\*)(:\w+)$/.exec(part) ?? []
  if (verb !== undefined) return `*${verb}`
  return /^:|^\{.*\}$|^\*$/.test(part) ? '*' : part
}

function fits(fault: FaultRequest, target: FaultTarget): boolean {
  const { method, route } = fault.when ?? {}
  if (fault.service !== undefined && fault.service !== target.service) return false
  if (method !== undefined && method.toUpperCase() !== target.method) return false
  if (route === undefined) return target.isPage !== true
  return normalizeRoute(route) === normalizeRoute(target.route)
}

/** No fault is on. */
export function createFaults(): Faults {
  const active = new Map<string, { fault: FaultRequest; left: number; skip: number }>()
  return {
    add: (id, fault) =>
      void active.set(id, { fault, left: fault.times ?? Infinity, skip: fault.skip ?? 0 }),
    remove(id) {
      if (id !== undefined) return active.delete(id)
      const had = active.size > 0
      active.clear()
      return had
    },
    list: () =>
      [...active].map(([id, { fault, left }]) => ({
        ...fault,
        id,
        left: Number.isFinite(left) ? left : null,
      })),
    take(target) {
      for (const [id, entry] of active) {
        if (!fits(entry.fault, target)) continue
        if (entry.skip > 0) {
          entry.skip -= 1
          continue
        }
        entry.left -= 1
        if (entry.left <= 0) active.delete(id)
        return entry.fault.do
      }
      return undefined
    },
  }
}
