import { fold } from '#core/fold.ts'
/** A member as far as being asked depends on it. */
export type Asked = { user_id: string; bot: boolean; roles: readonly string[] }

/** Whether somebody is asked to answer: has one of the roles; without roles everybody but bots. */
export function isTarget(member: Asked, targetRoles: readonly string[]): boolean {
  if (member.bot) return false
  return targetRoles.length === 0 || targetRoles.some((role) => member.roles.includes(role))
}

/**
 * Roles from a typed list, separated by commas: names, ids or mentions. Returns the ids, or the first
 * entry that is none of the guild's roles.
 */
export function readRoles(
  text: string,
  known: readonly { id: string; name: string }[],
): { ok: true; ids: string[] } | { ok: false; unknown: string } {
  const ids = new Set<string>()
  for (const part of text.split(/[,、，]/)) {
    const typed = part.trim().replace(/^@/, '')
    if (typed === '') continue
    const id = /^(?:<@&)?(\d{17,19})>?$/.exec(typed)?.[1]
    const wanted = fold(typed)
    const found = known.find((role) =>
      id === undefined ? fold(role.name) === wanted : role.id === id,
    )
    if (!found) return { ok: false, unknown: typed }
    ids.add(found.id)
  }
  return { ok: true, ids: [...ids] }
}
