import { z } from 'zod'
import type { World } from '../world.ts'
import type { InteractionRecord } from './record.ts'

const named = z.object({
  data: z.object({ name: z.string().optional(), custom_id: z.string().optional() }),
})

/** One interaction as GET /_control/interactions tells of it: what was delivered how, and what became of it. */
export function inspect(world: World, record: InteractionRecord): object {
  const parsed = named.safeParse(record.payload)
  const data = parsed.success ? parsed.data.data : {}
  const calls = world.calls
    .filter((call) => call.path.includes(record.token))
    .map(({ n, at, method, path, status }) => ({ n, at, method, path, status }))
  return {
    n: record.n,
    at: record.at,
    id: record.id,
    type: record.type,
    user_id: record.user_id,
    guild_id: record.guild_id ?? null,
    channel_id: record.channel_id,
    name: data.name ?? data.custom_id ?? null,
    door: record.door,
    headers: record.signature ?? null,
    payload: record.payload,
    answer: record.answer ?? null,
    answered_by: record.answered_by ?? null,
    elapsed_ms: record.elapsed_ms ?? null,
    error: record.reason ?? null,
    calls,
  }
}
