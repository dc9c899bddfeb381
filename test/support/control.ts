import assert from 'node:assert/strict'
import { z } from 'zod'

const embed = z.looseObject({
  title: z.string().optional(),
  author: z.looseObject({ name: z.string() }).optional(),
  fields: z.array(z.looseObject({ name: z.string(), value: z.string() })).default([]),
})
const button = z.looseObject({
  custom_id: z.string().optional(),
  label: z.string().optional(),
  disabled: z.boolean().optional(),
})

/** A message as Discord shows it. */
export const shownMessage = z.looseObject({
  id: z.string(),
  content: z.string().default(''),
  embeds: z.array(embed).default([]),
  components: z.array(z.looseObject({ components: z.array(button).default([]) })).default([]),
})
/** A message as Discord shows it. */
export type ShownMessage = z.infer<typeof shownMessage>

const actResult = z.looseObject({
  ok: z.boolean(),
  door: z.enum(['gateway', 'http']),
  responses: z.array(
    z.object({
      type: z.int(),
      message_id: z.string().optional(),
      ephemeral: z.boolean(),
      data: z
        .looseObject({ content: z.string().optional(), embeds: z.array(embed).optional() })
        .nullable(),
    }),
  ),
  modal: z
    .looseObject({ custom_id: z.string(), title: z.string(), components: z.array(z.unknown()) })
    .optional(),
  error: z.string().optional(),
})
/** What an act led to. */
export type ActResult = z.infer<typeof actResult>

const call = z.object({
  n: z.int(),
  method: z.string(),
  path: z.string(),
  route: z.string(),
  status: z.int(),
  body: z.unknown(),
})
/** A REST call that the bot made. */
export type BotCall = z.infer<typeof call>

/** The sandbox as tests steer it: the calls under `/_control`. */
export type Control = {
  act(action: Record<string, unknown>): Promise<ActResult>
  /** What everybody sees there, and with `as` also what only that person sees. */
  messages(channel: string, as?: string): Promise<ShownMessage[]>
  calls(since?: number): Promise<BotCall[]>
  /** Switches a fault on and returns its id. */
  fault(fault: Record<string, unknown>): Promise<string>
  liftFaults(): Promise<void>
  /** How many faults are on; those that count down are off once they are used up. */
  faultsLeft(): Promise<number>
  advance(length: string): Promise<void>
  people(count: number): Promise<{ user_id: string; token: string }[]>
  settle(): Promise<void>
  /** Any other call. */
  post(path: string, body: object): Promise<unknown>
}

/** Requests under way together: more than the sandbox sends to a bot at once, and fewer than a listening socket queues. */
const connections = 300

/** Runs what it is given, so many at a time, in order. */
function createGate(places: number) {
  let free = places
  const line: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free === 0) await new Promise<void>((resolve) => line.push(resolve))
    else free -= 1
    try {
      return await work()
    } finally {
      const next = line.shift()
      if (next) next()
      else free += 1
    }
  }
}

/** Speaks to the control calls of the sandbox at `origin`. */
export function createControl(origin: string): Control {
  const gate = createGate(connections)

  async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${origin}/_control/${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    })
    const text = await answer.text()
    assert.ok(answer.ok, `${method} /_control/${path}: ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  const id = z.object({ id: z.string() })
  const person = z.object({ user_id: z.string(), token: z.string() })
  return {
    act: async (action) => actResult.parse(await gate(() => ask('POST', 'act', action))),
    async messages(channel, as) {
      const query = new URLSearchParams({ channel, ...(as !== undefined && { as }) })
      return z.array(shownMessage).parse(await ask('GET', `messages?${query.toString()}`))
    },
    calls: async (since = 0) => z.array(call).parse(await ask('GET', `calls?since=${since}`)),
    fault: async (fault) => id.parse(await ask('POST', 'faults', fault)).id,
    async liftFaults() {
      await ask('DELETE', 'faults')
    },
    faultsLeft: async () => z.array(z.unknown()).parse(await ask('GET', 'faults')).length,
    async advance(length) {
      await ask('POST', 'clock', { advance: length })
    },
    people: async (count) => z.array(person).parse(await ask('POST', 'people', { count })),
    async settle() {
      await ask('POST', 'settle')
    },
    post: (path, body) => ask('POST', path, body),
  }
}
