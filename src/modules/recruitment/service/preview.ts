import type { User } from '#core/access/actor.ts'
import { rightsIn } from '#core/access/rights.ts'
import { findUser } from '#core/access/users.ts'
import type { Context } from '#core/context.ts'
import { confirmedCount, noTail } from '#core/seats/seats.ts'
import * as people from '../rules/people.ts'
import { reader, type PartyView } from '../store/parties.ts'
import { loadSettings } from '../store/preferences.ts'
import { requirePerson } from './change.ts'
import { seatFor, shape, type NewParty } from './create.ts'
import { placeFor } from './places.ts'

async function personNamed(context: Context, id: string, username: string | null): Promise<User> {
  const { user } = context.actor
  const known = user?.discord_id === id ? user : await findUser(context.database, id)
  if (known && (known.username !== id || username === null)) return known
  const name = username ?? id
  return { id: 0, discord_id: id, username: name, display_name: name, avatar: null, locale: null }
}

/** A party as it would be right after its creation; nothing is stored. */
export async function preview(context: Context, input: NewParty): Promise<PartyView> {
  const rights = await rightsIn(context, input.guild_id, 'recruitments:write', input.owner)
  const ownerId = requirePerson(rights)
  const channel_id = await placeFor(context, input)
  const unit = reader(context)
  const now = context.clock.now()
  const settings = await loadSettings(unit, input.guild_id)
  const party = await shape({ unit, settings, ownerId, now }, { ...input, channel_id })
  const owner = await personNamed(context, ownerId, rights.username)
  const ids = [...new Set(input.members)].filter((id) => id !== ownerId)
  const members = await Promise.all(ids.map((id) => personNamed(context, id, null)))
  const inside = input.owner_joins ? [owner, ...members] : members
  const seats = inside.map((person) => seatFor(person, context.actor.source, now))
  const opened = people.open(party, seats, now)
  const current_slots = confirmedCount(opened.seats)
  return {
    party: { ...opened.party, id: 0, current_slots },
    seats: opened.seats,
    tail: noTail,
    names_public: settings.names_public,
    owner,
  }
}
