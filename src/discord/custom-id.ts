/** The parts of a component's custom id. */
export type CustomId = { prefix: string; version: number; verb: string; id: string }

/** How a module spells its custom ids. */
export type Spelling = {
  prefix: string
  version: number
  /** Ids of another spelling: what one begins with, and its verb; the rest is the id. */
  plainIds?: Readonly<Record<string, string>>
}

/** Discord's limit for a custom id. */
const maxLength = 100
const shape = /^([a-z]{2}):(\d{1,3}):([a-z][a-z0-9_-]{0,31}):([\w:.-]{0,64})$/

/** `rc:1:join:42`. Throws when Discord would refuse it or `parseCustomId` could not read it. */
export function customId({ prefix, version, verb, id }: CustomId): string {
  const text = `${prefix}:${version}:${verb}:${id}`
  if (!shape.test(text)) throw new Error(`"${text}" is not a custom id`)
  return text
}

/** Reads a custom id; null when it is none of ours. It is user input: look everything up. */
export function parseCustomId(text: string): CustomId | null {
  if (text.length > maxLength) return null
  const [, prefix, version, verb, id] = shape.exec(text) ?? []
  if (prefix === undefined || verb === undefined || id === undefined) return null
  return { prefix, version: Number(version), verb, id }
}

/** Reads a custom id that a module has spelt; null when it is none of its own. */
export function readCustomId(text: string, spelling: Spelling): CustomId | null {
  const { prefix, version, plainIds = {} } = spelling
  const parsed = parseCustomId(text)
  if (parsed) return parsed.prefix === prefix ? parsed : null
  const [begin] = Object.keys(plainIds)
    .filter((one) => text.startsWith(one))
    .toSorted((a, b) => b.length - a.length)
  const verb = begin === undefined ? undefined : plainIds[begin]
  const id = text.slice(begin?.length)
  if (verb === undefined || text.length > maxLength || !/^[\w:.-]{0,64}$/.test(id)) return null
  return { prefix, version, verb, id }
}
