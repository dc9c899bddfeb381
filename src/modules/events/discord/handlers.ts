import type { ComponentCall, Handler } from '#discord/part.ts'

/** What buttons and selects do, by the verb in their custom id. */
export const onComponent: Record<string, Handler<ComponentCall>> = {}
