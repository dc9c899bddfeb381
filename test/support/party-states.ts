import type { Seat } from '#core/seats/seats.ts'
import type { StoredSeat } from '#core/seats/store.ts'
import type { Party } from '#modules/recruitment/store/parties.ts'

/** A seat with nothing special about it. */
export function seat(user_id: string, seq = 0): Seat {
  return { user_id, option: null, status: 'confirmed', seq, offer_expires_at: null }
}

/** A seat as the store gives it. */
export function storedSeat(user_id: string, seq = 0, name = user_id): StoredSeat {
  const person = { username: name, display_name: name, avatar: null }
  return { ...seat(user_id, seq), ...person, note: '', source: 'web', joined_at: 0 }
}

/** A stored party with nothing special about it. */
export function partyOf(over: Partial<Party> = {}): Party {
  return {
    id: 1,
    guild_id: '1308600000000000001',
    channel_id: '1308600000000000002',
    message_id: null,
    post_after: null,
    owner_id: 'ana',
    title: 'Party',
    description: '',
    max_slots: 2,
    min_slots: null,
    current_slots: 1,
    roles: [],
    waitlist_enabled: true,
    offer_ms: null,
    start_on_full: false,
    state: 'open',
    closed_reason: null,
    closed_at: null,
    starts_at: null,
    started_at: null,
    expires_at: null,
    active_at: 0,
    last_call_at: null,
    game: null,
    tags: [],
    template: null,
    visibility: 'public',
    locale: 'en',
    timezone: null,
    ping_role_id: null,
    required_role_id: null,
    wants_voice: false,
    wants_thread: false,
    voice_channel_id: null,
    thread_id: null,
    bumped_at: null,
    clock_at: null,
    version: 1,
    created_at: 0,
    updated_at: 0,
    ...over,
  }
}
