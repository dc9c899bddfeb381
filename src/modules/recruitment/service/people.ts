import { personOf, type NamedPerson } from '#core/access/rights.ts'
import type { Context } from '#core/context.ts'
import { nextSeq } from '#core/seats/seats.ts'
import type { StoredSeat } from '#core/seats/store.ts'
import { refuse } from '../errors.ts'
import * as people from '../rules/people.ts'
import * as store from '../store/parties.ts'
import { isBlocked } from '../store/preferences.ts'
import {
  change,
  changeTo,
  requireManager,
  requirePerson,
  type Changed,
  type Expected,
  type Scene,
} from './change.ts'

/** What a join came to. */
export type Joined = Changed & {
  result: 'joined' | 'waitlisted' | 'role_changed'
  changed: boolean
}

/** What a leave came to; `promoted` are the Discord ids of those who got a place by it. */
export type Left = Changed & { result: 'left'; promoted: string[] }

/** Throws when one of these people is known to have left the server. */
export async function requirePresent(
  { members }: Pick<Context, 'members'>,
  guildId: string,
  userIds: readonly string[],
): Promise<void> {
  for (const userId of userIds) {
    if (await members.hasLeft(guildId, userId)) throw refuse('not_a_member')
  }
}

/** Roles of people whom a service key names, by Discord id; null for strangers to the bot. */
export type NamedRoles = ReadonlyMap<string, readonly string[] | null>

/**
 * Looks at people whom a service key names: throws for those who have left the server, and tells
 * their roles where a party asks for one. Before the unit of work, which waits for nothing but the
 * database.
 */
export async function rolesNamed(
  context: Context,
  id: number,
  userIds: readonly string[],
): Promise<NamedRoles> {
  if (context.actor.user) return new Map()
  const view = await store.loadParty(store.reader(context), id)
  if (!view) return new Map()
  const { guild_id, required_role_id } = view.party
  await requirePresent(context, guild_id, userIds)
  if (required_role_id === null) return new Map()
  const members = userIds.map(async (userId) => {
    const member = await context.members.member(guild_id, userId)
    return [userId, member?.roles ?? null] as const
  })
  return new Map(await Promise.all(members))
}

/** Throws when the guild or the owner does not let this person into the party. */
export async function requireWelcome(
  { unit, view, settings, rights }: Scene,
  userId: string,
  named: NamedRoles = new Map(),
): Promise<void> {
  const { party } = view
  if (settings.banned_user_ids.includes(userId)) throw refuse('guild_ban')
  if (await isBlocked(unit, party.guild_id, party.owner_id, userId)) throw refuse('blocked')
  const role = party.required_role_id
  const own = rights.user_id === userId ? rights.roles : null
  const roles = own ?? named.get(userId) ?? null
  if (role !== null && roles !== null && !roles.includes(role)) throw refuse('missing_role')
  if (
    settings.one_active_only &&
    (await store.hasLiveParty(unit, party.guild_id, userId, party.id))
  ) {
    throw refuse('one_active_only')
  }
}

/** Takes a place, one in the queue, or another role. */
export async function join(
  context: Context,
  id: number,
  input: NamedPerson & {
    role: string | null
    note: string
    mayWait: boolean
    expected?: Expected
  },
): Promise<Joined> {
  const { role, note, mayWait, expected = {}, discord_user_id: who } = input
  const named = await rolesNamed(context, id, who === undefined ? [] : [who])
  let userId = ''
  const decide = async (scene: Scene) => {
    const { unit, view, rights, now } = scene
    userId = requirePerson(rights)
    const present = view.seats.some((seat) => seat.user_id === userId)
    if (!present) await requireWelcome(scene, userId, named)
    const person = await personOf(context, unit, userId, rights.username)
    const { username, display_name, avatar } = person
    const wish: StoredSeat = {
      user_id: userId,
      option: role,
      status: 'waiting',
      seq: nextSeq(view.seats, view.tail),
      offer_expires_at: null,
      note,
      joined_at: now,
      source: context.actor.source,
      username,
      display_name,
      avatar,
    }
    // A name that was said only now is shown with the old place, too.
    const shown = { username, display_name, avatar }
    const seats = view.seats.map((seat) => (seat.user_id === userId ? { ...seat, ...shown } : seat))
    return people.join(view.party, seats, wish, { mayWait, now })
  }
  const conclude = (after: Changed): Joined => ({
    ...after,
    ...joinResult(after, userId),
    changed: true,
  })
  return changeTo(context, id, { named: input, expected }, { decide, conclude })
}

function joinResult(changed: Changed, userId: string): Pick<Joined, 'result'> {
  if (changed.changes.some(({ kind }) => kind === 'switched')) return { result: 'role_changed' }
  const mine = changed.seats.find((seat) => seat.user_id === userId)
  return { result: mine?.status === 'confirmed' ? 'joined' : 'waitlisted' }
}

/** Gives a place or the wait up. */
export async function leave(
  context: Context,
  id: number,
  input: NamedPerson & { transfer_to?: string | undefined; expected?: Expected },
): Promise<Left> {
  const { transfer_to: transferTo, expected = {} } = input
  const decide = ({ view, rights, settings, now }: Scene) => {
    const ownerLeave = settings.owner_leave
    const wish = { transferTo, ownerLeave, now }
    return people.leave(view.party, view.seats, requirePerson(rights), wish)
  }
  const conclude = (after: Changed): Left => {
    const promoted = after.changes.filter(({ kind }) => kind === 'promoted')
    return { ...after, result: 'left', promoted: promoted.map(({ seat }) => seat.user_id) }
  }
  return changeTo(context, id, { named: input, expected }, { decide, conclude })
}

/** Takes the place that is being held for somebody from the queue. */
export async function acceptOffer(
  context: Context,
  id: number,
  input: NamedPerson & { expected?: Expected },
): Promise<Changed> {
  const { expected = {} } = input
  return change(context, id, { named: input, expected }, ({ view, rights, now }) =>
    people.acceptOffer(view.party, view.seats, requirePerson(rights), now),
  )
}

/** Sends somebody away; for owner and managers. */
export async function kick(
  context: Context,
  id: number,
  userId: string,
  expected: Expected = {},
): Promise<Changed> {
  return change(context, id, { expected, about: [userId] }, (scene) => {
    requireManager(scene)
    return people.kick(scene.view.party, scene.view.seats, userId, scene.now)
  })
}

/** Hands the party to another member; for owner and managers. */
export async function transfer(
  context: Context,
  id: number,
  userId: string,
  expected: Expected = {},
): Promise<Changed> {
  return change(context, id, { expected }, (scene) => {
    requireManager(scene)
    const decision = people.transfer(scene.view.party, scene.view.seats, userId)
    return decision.ok ? { ...decision, about: userId } : decision
  })
}
