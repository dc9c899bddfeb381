import * as z from 'zod/mini'

const person = z.object({
  id: z.string(),
  username: z.string(),
  global_name: z.nullish(z.string()),
  token: z.nullish(z.string()),
  locale: z.nullish(z.string()),
  bot: z.nullish(z.boolean()),
})
/** Somebody that the page can act as. */
export type Persona = z.infer<typeof person> & { token: string }

/** `GET /_control/world`. */
export const world = z.object({
  now: z.union([z.string(), z.number()]),
  application: z.object({ id: z.string() }),
  guilds: z.array(z.object({ id: z.string(), name: z.string(), owner_id: z.string() })),
  users: z.array(person),
  app_origin: z.nullish(z.string()),
  seed: z.nullish(z.string()),
  seeds: z.nullish(z.array(z.string())),
})
/** What the page needs of the world. */
export type WorldInfo = z.infer<typeof world>

/** `GET` and `POST /_control/clock`. */
export const clock = z.object({ now: z.union([z.string(), z.number()]) })

/** `GET /_control/calls`: one REST call that the bot made. */
export const call = z.object({
  n: z.number(),
  at: z.number(),
  method: z.string(),
  path: z.string(),
  route: z.nullish(z.string()),
  status: z.number(),
  body: z.optional(z.unknown()),
})
/** One REST call that the bot made. */
export type Call = z.infer<typeof call>

const resultingCall = z.object({
  n: z.nullish(z.number()),
  method: z.string(),
  path: z.string(),
  status: z.nullish(z.number()),
})

/** `GET /_control/interactions`: one interaction with all that the inspector shows of it. */
export const interaction = z.object({
  n: z.number(),
  at: z.number(),
  id: z.string(),
  type: z.number(),
  user_id: z.nullish(z.string()),
  channel_id: z.nullish(z.string()),
  name: z.nullish(z.string()),
  door: z.nullish(z.string()),
  headers: z.nullish(z.record(z.string(), z.unknown())),
  payload: z.optional(z.unknown()),
  answer: z.optional(z.unknown()),
  elapsed_ms: z.nullish(z.number()),
  error: z.nullish(z.string()),
  calls: z._default(z.array(resultingCall), []),
})
/** One interaction as the inspector shows it. */
export type InteractionRecord = z.infer<typeof interaction>

/** `GET /_control/faults`. */
export const fault = z.looseObject({ id: z.union([z.string(), z.number()]) })
/** A fault that is switched on. */
export type Fault = z.infer<typeof fault>
