import { noTail } from '#core/seats/seats.ts'
import { join, leave, open } from '#modules/recruitment/rules/people.ts'
import { end, reopen } from '#modules/recruitment/rules/status.ts'
import type { RecruitmentJson } from '#modules/recruitment/contract/party.ts'
import type { PartyView } from '#modules/recruitment/store/parties.ts'
import { partyOf } from '../support/party-states.ts'
import { recruitmentJson, type Viewer } from '#modules/recruitment/views/json.ts'
import type { StoredSeat } from '#core/seats/store.ts'

/** The guild of all parties here. */
export const guildId = '1308600000000000001'

/** The Discord id of the nth person. */
export function personId(n: number): string {
  return `8035111022467890${String(n)}`
}

function seatOf(n: number, now: number): StoredSeat {
  const name = `person ${String(n)}`
  return {
    user_id: personId(n),
    option: null,
    status: 'confirmed',
    seq: 1,
    offer_expires_at: null,
    username: name,
    display_name: name,
    avatar: null,
    note: '',
    source: 'web',
    joined_at: now,
  }
}

/** What may happen to a party. */
export type Step = { kind: 'join' | 'leave' | 'close' | 'reopen'; person: number }

/** A party of person 0, decided by the product's own rules. */
export function newParty(id: number, options: { slots: number; waitlist: boolean }): PartyView {
  const now = id
  const party = partyOf({
    id,
    guild_id: guildId,
    owner_id: personId(0),
    title: `Party ${String(id)}`,
    max_slots: options.slots,
    waitlist_enabled: options.waitlist,
    active_at: now,
    created_at: now,
    updated_at: now,
  })
  const owner = {
    id: 1,
    discord_id: personId(0),
    username: 'person 0',
    display_name: 'person 0',
    avatar: null,
  }
  const rest = { tail: noTail, owner, names_public: false }
  return { ...open(party, [seatOf(0, now)], now), ...rest }
}

/** The party after a step; the same one where the rules refuse it. */
export function after(view: PartyView, step: Step): PartyView {
  const { party, owner } = view
  const now = party.updated_at + 1
  const decide = {
    join: () => join(party, view.seats, seatOf(step.person, now), { mayWait: true, now }),
    leave: () => leave(party, view.seats, personId(step.person), { ownerLeave: 'transfer', now }),
    close: () => end(party, view.seats, 'closed', now),
    reopen: () => reopen(party, view.seats, { expires_at: undefined, now }),
  }
  const decision = decide[step.kind]()
  if (!decision.ok) return view
  const next = { ...decision.party, version: party.version + 1, updated_at: now }
  const seats = decision.seats
  return { ...view, party: next, seats, owner: { ...owner, discord_id: next.owner_id } }
}

/** A party as the server shows it to a person, or to many at once in a live frame; strangers have no guilds. */
export function jsonFor(
  view: PartyView,
  person: number | null,
  guildIds: Viewer['guildIds'] = 'all',
): RecruitmentJson {
  const settings = { locale: 'en', publicUrl: 'http://127.0.0.1', discordWebUrl: 'x' } as const
  const user_id = person === null ? null : personId(person)
  const waiting = view.seats.filter(({ status }) => status !== 'confirmed')
  const index = waiting.findIndex((seat) => seat.user_id === user_id)
  const position = index === -1 ? null : index + 1
  return recruitmentJson(
    { ...view, viewer: { user_id, guildIds, manager: false }, position },
    settings,
  )
}
