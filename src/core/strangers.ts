/** What a reader who may not see names is told of a person: nothing that leads to him or her. */
export const hiddenPerson = {
  discord_user_id: null,
  discord_username: null,
  display_name: null,
  avatar: null,
} as const

/**
 * The details of a change for readers who may not see names: every `discord_user_id` in them,
 * however deep, is null; all else stays.
 */
export function withoutIds(details: Record<string, unknown>): Record<string, unknown> {
  const hidden = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(hidden)
    return typeof value === 'object' && value !== null ? withoutIds({ ...value }) : value
  }
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      name === 'discord_user_id' ? null : hidden(value),
    ]),
  )
}
