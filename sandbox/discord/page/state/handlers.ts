import type * as z from 'zod/mini'
import type { ClientState } from './model.ts'

/** What one kind of dispatch does to the state. Data that does not parse changes nothing. */
export type Handler = (state: ClientState, data: unknown) => ClientState
/** Handlers by dispatch name. */
export type Handlers = Readonly<Record<string, Handler>>

/** A handler that parses its data first. */
export function on<T extends z.ZodMiniType>(
  schema: T,
  apply: (state: ClientState, data: z.output<T>) => ClientState,
): Handler {
  return (state, data) => {
    const parsed = schema.safeParse(data)
    return parsed.success ? apply(state, parsed.data) : state
  }
}
