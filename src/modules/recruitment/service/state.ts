import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { NewJob } from '#core/jobs/jobs.ts'
import type { RecruitmentEvent } from '../contract/live.ts'
import { refuse } from '../errors.ts'
import { isLive } from '../rules/party.ts'
import * as people from '../rules/people.ts'
import * as status from '../rules/status.ts'
import { timeRulesOf } from '../rules/settings.ts'
import { tick as tickRule } from '../rules/time.ts'
import { loadFacts } from '../store/history.ts'
import * as store from '../store/parties.ts'
import { loadSettings } from '../store/preferences.ts'
import {
  announce,
  apply,
  change,
  inTurn,
  requireManager,
  wind,
  type Accepted,
  type Changed,
  type Expected,
  type Next,
  type Scene,
  type Step,
} from './change.ts'
import { checkOwner } from './create.ts'
import { noticeJob, roomsJob } from './follow-ups.ts'

/** Closes or cancels a party by hand; for owner and managers. */
export async function end(
  context: Context,
  id: number,
  state: 'closed' | 'cancelled',
  expected: Expected = {},
): Promise<Changed> {
  return change(context, id, { expected }, (scene) => {
    requireManager(scene)
    return status.end(scene.view.party, scene.view.seats, state, scene.now)
  })
}

/** Starts with however many have come; for owner and managers. */
export async function start(
  context: Context,
  id: number,
  expected: Expected = {},
): Promise<Changed> {
  return change(context, id, { expected }, (scene) => {
    requireManager(scene)
    return status.start(scene.view.party, scene.view.seats, scene.now)
  })
}

/**
 * A party that has ended runs again: as a new one would, it counts for its owner, and who has gone to
 * another party meanwhile stays there, where people may be in one only.
 */
export async function reopened(
  { unit, settings, now }: Scene,
  before: Accepted,
  expires_at: number | null | undefined,
): Promise<Step> {
  const open: Next = ({ party, seats }) => status.reopen(party, seats, { expires_at, now })
  const { guild_id, owner_id: ownerId, id } = before.party
  const decision = await open(before)
  if (!decision?.ok) return decision ?? before
  await checkOwner({ unit, settings, ownerId }, guild_id)
  const farewells = before.seats.map(({ user_id }): Next => async ({ party, seats }) => {
    const isElsewhere =
      settings.one_active_only && (await store.hasLiveParty(unit, guild_id, user_id, id))
    const wish = { ownerLeave: 'transfer' as const, now }
    return isElsewhere ? people.leave(party, seats, user_id, wish) : null
  })
  // Before it runs again, so that nobody is promoted by those who are not there.
  return inTurn({ ...before, changes: [], events: [] }, [...farewells, open])
}

/** Opens a party again within a day of its end; for owner and managers. */
export async function reopen(
  context: Context,
  id: number,
  input: { expires_in_minutes?: number | null | undefined; expected?: Expected } = {},
): Promise<Changed> {
  const { expires_in_minutes: minutes, expected = {} } = input
  return change(context, id, { expected }, async (scene) => {
    requireManager(scene)
    const { party, seats } = scene.view
    const expires_at = typeof minutes === 'number' ? scene.now + minutes * 60_000 : minutes
    const before: Accepted = { ok: true, party, seats, changes: [], events: [] }
    const decision = await reopened(scene, before, expires_at)
    return decision.ok ? { ...decision, whole: true } : decision
  })
}

/** Posts the message anew at the end of its channel; for owner and managers, now and then. */
export async function bump(
  context: Context,
  id: number,
  expected: Expected = {},
): Promise<Changed> {
  return change(context, id, { expected }, async (scene) => {
    requireManager(scene)
    const { unit, view, settings, now } = scene
    const { party } = view
    if (!['open', 'full', 'started'].includes(party.state)) throw refuse('invalid_transition')
    const wait = (party.bumped_at ?? 0) + settings.bump_minutes * 60_000 - now
    if (wait > 0) throw coreError('rate_limited', { retryAfterMs: wait })
    const moved: store.Party = {
      ...party,
      message_id: null,
      // A message is wanted, even where somebody had removed the last one.
      post_after: now,
      bumped_at: now,
      active_at: now,
    }
    if (party.message_id) await unit.job(removalJob(party, party.message_id))
    const events: RecruitmentEvent[] = ['edited']
    const rest = { seats: [...view.seats], changes: [], whole: true, fields: ['bump'] }
    return { ok: true, party: { ...moved, last_call_at: null }, events, ...rest }
  })
}

/** A job that removes a message the party no longer has. */
export function removalJob(party: store.Party, messageId: string): NewJob {
  const { id, guild_id, channel_id } = party
  return {
    kind: 'recruitment.unpost',
    payload: { id, guild_id, channel_id, message_id: messageId },
    key: `recruitment:${id}:unpost:${messageId}`,
    guild_id,
  }
}

/** Brings a party up to the present; called by its timer, any number of times. */
export async function tick(context: Context, id: number): Promise<void> {
  await context.write(async (unit) => {
    let view = await store.lockParty(unit, id)
    if (!view) return
    const now = context.clock.now()
    const settings = await loadSettings(unit, view.party.guild_id)
    const unwound = { ...view.party, clock_at: null }
    let outcome = tickRule(unwound, view.seats, timeRulesOf(settings), now)
    if (outcome.decision?.party.state === 'expired' && view.tail.count > 0) {
      // Everybody who waits is let go, not only the first of them.
      view = (await store.lockParty(unit, id, { whole: true })) ?? view
      outcome = tickRule(unwound, view.seats, timeRulesOf(settings), now)
    }
    if (!outcome.decision) {
      await store.updatePartyState(unit, await wind(unit, unwound, view.seats, settings))
      return
    }
    const scene = { unit, view: { ...view, party: unwound }, settings, now }
    const { party } = await apply(scene, outcome.decision)
    if (outcome.lastCall) {
      await unit.job(noticeJob(party, 'last_call', null))
      await announce(unit, party, ['edited'], { fields: ['last_call_at'] })
    }
  })
}

/** The message of a party exists now. Saying it twice changes nothing. */
export async function messagePosted(
  context: Context,
  id: number,
  messageId: string,
): Promise<void> {
  await context.write(async (unit) => {
    const view = await store.lockParty(unit, id)
    if (!view || view.party.message_id === messageId) return
    const { state, version } = view.party
    const now = context.clock.now()
    const party = { ...view.party, message_id: messageId, version: version + 1, updated_at: now }
    await store.updateParty(unit, party)
    await announce(unit, party, ['message_posted'], { previous_state: state })
    if (party.wants_thread && messageId !== null) await unit.job(roomsJob(party))
  })
}

/**
 * Somebody removed the message of a party; the guild has decided what that means: the party lives
 * on on the web, is called off, or gets another message (then the answer is true).
 */
export async function messageDeleted(context: Context, id: number): Promise<boolean> {
  return context.write(async (unit) => {
    const view = await store.lockParty(unit, id)
    if (!view) return false
    const now = context.clock.now()
    const settings = await loadSettings(unit, view.party.guild_id)
    const meaning = isLive(view.party.state) ? settings.on_message_deleted : 'keep'
    if (meaning === 'repost') return true
    const gone: store.Party = { ...view.party, message_id: null, post_after: null }
    const ended = meaning === 'cancel' ? status.end(gone, view.seats, 'cancelled', now) : null
    if (ended?.ok) {
      await apply({ unit, view, settings, now }, { ...ended, whole: true })
      return false
    }
    const party = { ...gone, version: gone.version + 1, updated_at: now }
    await store.updateParty(unit, party)
    await announce(unit, party, ['message_posted'], { previous_state: party.state })
    return false
  })
}

/**
 * Discord does not let the message be posted or changed: the party's history says why, once for each
 * channel.
 */
export async function messageRefused(context: Context, id: number, code: number): Promise<void> {
  await context.write(async (unit) => {
    const view = await store.lockParty(unit, id)
    if (!view) return
    const { channel_id } = view.party
    const facts = await loadFacts(unit, id)
    const isTold = facts.some(
      ({ data }) => data['code'] === code && data['channel_id'] === channel_id,
    )
    if (isTold) return
    await announce(unit, view.party, ['edited'], { trouble: 'message', code, channel_id })
  })
}
