/** The parts of a component's custom id. */
export type CustomId = { prefix: string; version: number; verb: string; id: string }

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
