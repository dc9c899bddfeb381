import { createHash } from 'node:crypto'
import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { randomToken } from '#core/ids.ts'
import { feedPurpose } from '../rules/feeds.ts'
import type { EventView } from '../store/events.ts'
import * as store from '../store/feeds.ts'

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

function meIn(context: Context): string {
  const { user } = context.actor
  if (!user) throw coreError('not_authenticated')
  return user.discord_id
}

function addressOf(context: Context, token: string): string {
  return `${context.publicUrl}/ical/me/${token}.ics`
}

/** One's own calendar address; made when there is none. Only its hash is looked up. */
export async function feedUrl(context: Context): Promise<string> {
  const user_id = meIn(context)
  return context.write(async (unit) => {
    const known = await store.loadFeed(unit, user_id)
    if (known) return addressOf(context, context.secretBox.open(known.token, feedPurpose(user_id)))
    return addressOf(context, await renew(context, unit, user_id))
  })
}

async function renew(
  context: Context,
  unit: Parameters<typeof store.saveFeed>[0],
  user_id: string,
): Promise<string> {
  const token = randomToken(context.random, 24)
  const sealed = context.secretBox.seal(token, feedPurpose(user_id))
  const feed = {
    user_id,
    token_hash: hashOf(token),
    token: sealed,
    created_at: context.clock.now(),
  }
  await store.saveFeed(unit, feed)
  return token
}

/** The address of one's own calendar, and since when (epoch milliseconds). */
export type OwnFeed = { url: string | null; created_at: number | null }

/** Another address for one's own calendar; the old one stops working. */
export async function renewFeed(context: Context): Promise<OwnFeed> {
  const user_id = meIn(context)
  return context.write(async (unit) => ({
    url: addressOf(context, await renew(context, unit, user_id)),
    created_at: context.clock.now(),
  }))
}

/** Takes the own calendar's address back. */
export async function revokeFeed(context: Context): Promise<OwnFeed> {
  const user_id = meIn(context)
  return context.write(async (unit) => {
    await store.deleteFeed(unit, user_id)
    return { url: null, created_at: null }
  })
}

/** The address of one's own calendar, if there is one. */
export async function ownFeed(context: Context): Promise<OwnFeed> {
  const user_id = meIn(context)
  const known = await store.loadFeed(context.database, user_id)
  if (!known) return { url: null, created_at: null }
  const url = addressOf(context, context.secretBox.open(known.token, feedPurpose(user_id)))
  return { url, created_at: known.created_at }
}

/** What somebody signed up for, by the secret in the calendar's address. */
export async function eventsOfToken(
  context: Context,
  token: string,
): Promise<{ user_id: string; views: EventView[] }> {
  const feed = await store.loadFeedByHash(context.database, hashOf(token))
  if (!feed) throw coreError('not_found')
  return { user_id: feed.user_id, views: await store.eventsOfUser(context.database, feed.user_id) }
}
