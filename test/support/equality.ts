import assert from 'node:assert/strict'
import type { RecruitmentJson } from '#modules/recruitment/contract/party.ts'
import type { ShownMessage } from './control.ts'
import { idsOfPeople } from './people.ts'

function peopleIn(text: string): string[] {
  return [...text.matchAll(/<@(\d+)>/g)].map(([, id]) => id ?? '')
}

function buttonOff(message: ShownMessage, verb: string): boolean {
  const buttons = message.components.flatMap((row) => row.components)
  return buttons.some(
    ({ custom_id, disabled }) => disabled === true && custom_id?.startsWith(`rc:1:${verb}:`),
  )
}

function numberIn(text: string): number {
  return Number(/\d+/.exec(text)?.[0])
}

/** Text as Discord shows it, with the backslashes before its markdown gone. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([^0-9A-Za-z\s])/g, '$1')
}

/** What a message tells of its party, read as a person would: no rendering is repeated here. */
export function readMessage(message: ShownMessage) {
  const [embed] = message.embeds
  const fields = embed?.fields ?? []
  const [members] = fields
  const waitlist = fields.find(({ value }) => value.startsWith('1. <@'))
  const seated = fields.filter((field) => field !== waitlist)
  return {
    title: unescaped(embed?.title ?? ''),
    slots: /\d+\/\d+/.exec(members?.name ?? '')?.[0],
    members: seated.flatMap(({ value }) => peopleIn(value)),
    waiting: peopleIn(waitlist?.value ?? ''),
    waitingCount: waitlist ? numberIn(waitlist.name) : 0,
    joinOff: buttonOff(message, 'join'),
    leaveOff: buttonOff(message, 'leave'),
  }
}

/** Holds a message against the state: title, places, who is in and who waits in which order, buttons. */
export function assertShows(message: ShownMessage | undefined, party: RecruitmentJson): void {
  assert.ok(message, `party ${party.id} has a message`)
  const read = readMessage(message)
  const isOver = ['closed', 'expired', 'cancelled'].includes(party.state)
  // A long list is cut in the message and continued by a number.
  // Roles gather their people; the order of joining is told within each.
  const byRole = [null, ...party.roles.map(({ key }) => key)].flatMap((key) =>
    party.participants.filter(({ role }) => role === key),
  )
  const members = idsOfPeople(byRole).slice(0, read.members.length)
  const waiting = idsOfPeople(party.waitlist).slice(0, read.waiting.length)
  assert.deepEqual(read, {
    title: party.title,
    slots: `${party.current_slots}/${party.max_slots}`,
    members,
    waiting,
    waitingCount: party.waitlist_count,
    joinOff: isOver || (party.is_full && !party.waitlist_enabled),
    leaveOff: isOver && party.current_slots + party.waitlist_count === 0,
  })
  assert.ok(read.members.length === party.participants.length || read.members.length > 20)
  assert.ok(read.waiting.length === party.waitlist_count || read.waiting.length > 20)
  assert.equal(message.id, party.discord_message_id)
}

/** What no party may ever be: oversold, with somebody twice, or with a free place beside a queue. */
export function assertSound(party: RecruitmentJson): void {
  const all = [...party.participants, ...party.waitlist].map((person) => person.discord_user_id)
  assert.equal(new Set(all).size, all.length, 'one place per person')
  assert.ok(party.participants.length <= party.max_slots, 'never oversold')
  assert.equal(party.current_slots, party.participants.length)
  assert.ok(party.waitlist.length === 0 || party.is_full, 'nobody waits beside a free place')
}
