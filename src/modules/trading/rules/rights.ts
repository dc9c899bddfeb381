import type { Right } from '../contract/values.ts'

const order: readonly Right[] = ['view', 'trade', 'admin']

/** What somebody may do, and where that comes from. */
export type Rights = { view: boolean; trade: boolean; admin: boolean; sources: readonly string[] }

/** Nothing at all. */
export const noRights: Rights = { view: false, trade: false, admin: false, sources: [] }

/** The people of the environment, and the roles that stand for a right. */
export type RightsTable = {
  allowed: readonly string[]
  traders: readonly string[]
  admins: readonly string[]
  /** Whether those who are merely allowed may trade; null: while no traders are named. */
  allowedCanTrade: boolean | null
}

/** What a right includes. */
export function rightsUpTo(right: Right | null, source: string): Rights {
  if (right === null) return noRights
  const rank = order.indexOf(right)
  return { view: true, trade: rank >= 1, admin: rank >= 2, sources: [source] }
}

/** The more of two people's rights that are one person's. */
export function union(a: Rights, b: Rights): Rights {
  return {
    view: a.view || b.view,
    trade: a.trade || b.trade,
    admin: a.admin || b.admin,
    sources: [...a.sources, ...b.sources],
  }
}

/** What both have: a key's scope caps the rights of whom it names. */
export function lesser(a: Rights, b: Rights): Rights {
  return {
    view: a.view && b.view,
    trade: a.trade && b.trade,
    admin: a.admin && b.admin,
    sources: b.sources,
  }
}

/** The rights that the environment gives to a person. */
export function listedRights(userId: string, table: RightsTable): Rights {
  const canTrade = table.allowedCanTrade ?? table.traders.length === 0
  const found: Rights[] = []
  if (table.allowed.includes(userId)) {
    found.push(rightsUpTo(canTrade ? 'trade' : 'view', 'env:ALLOWED_USERS'))
  }
  if (table.traders.includes(userId)) found.push(rightsUpTo('trade', 'env:TRADE_USERS'))
  if (table.admins.includes(userId)) found.push(rightsUpTo('admin', 'env:ADMIN_USERS'))
  return found.reduce(union, noRights)
}

/** The rights that mapped roles give to a member. */
export function roleRights(
  roles: readonly string[],
  mapped: readonly { role_id: string; right: Right }[],
): Rights {
  return mapped
    .filter(({ role_id }) => roles.includes(role_id))
    .map(({ role_id, right }) => rightsUpTo(right, `discord_role:${role_id}`))
    .reduce(union, noRights)
}

/** The name of what somebody is, for people: from the most to the least. */
export function roleNames(rights: Rights): string[] {
  if (rights.admin) return ['admin', 'trader', 'viewer']
  if (rights.trade) return ['trader', 'viewer']
  return rights.view ? ['viewer'] : []
}

/**
 * Reads a list of people's ids: commas, spaces, newlines, quotes and mentions are fine. Null when
 * anything else is in it.
 */
export function parseUsers(text: string): string[] | null {
  const parts = text
    .replaceAll(/["']/g, ' ')
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map((part) => /^(?:<@!?(\d{1,20})>|(\d{1,20}))$/.exec(part))
  if (parts.some((match) => match === null)) return null
  return [...new Set(parts.flatMap((match) => match?.[1] ?? match?.[2] ?? []))]
}
