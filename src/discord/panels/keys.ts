import { z } from 'zod'

/** Names a panel for the loop: kind and object. */
export type PanelKey = string

/** The key of an object's panel. */
export function keyOf(kind: string, objectId: string): PanelKey {
  return `${kind}\n${objectId}`
}

/** The two halves of a key. */
export function splitKey(key: PanelKey): { kind: string; objectId: string } {
  const at = key.indexOf('\n')
  return { kind: key.slice(0, at), objectId: key.slice(at + 1) }
}

const deleted = z.union([
  z.object({ id: z.string() }).transform(({ id }) => [id]),
  z.object({ ids: z.array(z.string()) }).transform(({ ids }) => ids),
])

/** The message ids of MESSAGE_DELETE and MESSAGE_DELETE_BULK. */
export function deletedMessages(data: unknown): string[] {
  return deleted.safeParse(data).data ?? []
}
