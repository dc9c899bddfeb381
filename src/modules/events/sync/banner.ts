import { createHash } from 'node:crypto'
import type { Context } from '#core/context.ts'
import { fetchBytes } from '#core/fetch-text.ts'
import type { Instance } from '#core/instances.ts'
import { webhookAllowSetting } from '#core/webhooks/target.ts'
import type { EventRecord } from '../rules/event.ts'
import type { LinkRecord } from '../rules/link.ts'
import type { RemoteBody } from './remote.ts'

/** A picture for Discord holds at most so many bytes. */
const mostBytes = 4 * 1_024 * 1_024
/** Pictures that are kept for the other servers of an event, and for how long, in milliseconds. */
const kept = { count: 8, ms: 600_000 }

/** How files begin that Discord takes as pictures. */
const kinds: readonly [string, (bytes: Buffer) => boolean][] = [
  ['image/png', (bytes) => bytes.subarray(0, 4).toString('latin1') === '\u0089PNG'],
  ['image/jpeg', (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))],
  ['image/gif', (bytes) => bytes.subarray(0, 4).toString('latin1') === 'GIF8'],
  ['image/webp', (bytes) => bytes.subarray(8, 12).toString('latin1') === 'WEBP'],
]

type Picture = { hash: string; data: string }

const pictures: Instance<Map<string, { at: number; picture: Picture | null }>> = {
  name: 'events.banners',
  make: () => new Map(),
}

async function fetchPicture(context: Context, url: string): Promise<Picture | null> {
  const allow = context.settings({ WEBHOOK_ALLOW: webhookAllowSetting }).WEBHOOK_ALLOW ?? []
  try {
    const bytes = await fetchBytes(url, { allow, mostBytes, accept: 'image/*' })
    const type = kinds.find(([, fits]) => fits(bytes))?.[0]
    if (type === undefined) return null
    const hash = createHash('sha256').update(bytes).digest('hex')
    return { hash, data: `data:${type};base64,${bytes.toString('base64')}` }
  } catch (error) {
    context.log.info({ err: error, url }, 'a banner could not be fetched')
    return null
  }
}

async function pictureAt(context: Context, url: string): Promise<Picture | null> {
  const cache = context.instance(pictures)
  const now = context.clock.now()
  const known = cache.get(url)
  if (known && now - known.at < kept.ms) return known.picture
  const picture = await fetchPicture(context, url)
  cache.delete(url)
  cache.set(url, { at: now, picture })
  for (const old of [...cache.keys()].slice(0, -kept.count)) cache.delete(old)
  return picture
}

/** Whether Discord may show another picture than ours. */
export function bannerIsDue(
  event: Pick<EventRecord, 'banner_url'>,
  link: Pick<LinkRecord, 'banner' | 'read_only'>,
): boolean {
  return !link.read_only && event.banner_url !== (link.banner?.url ?? null)
}

/**
 * The picture of an event as Discord takes it, and how it is remembered. An address that leads to no picture is
 * remembered too, so that it is not asked again before it changes. The body is empty where Discord has the very same.
 */
export async function bannerOf(
  context: Context,
  event: Pick<EventRecord, 'banner_url'>,
  link: Pick<LinkRecord, 'banner'>,
): Promise<{ body: RemoteBody; banner: LinkRecord['banner'] }> {
  const { banner_url: url } = event
  const had = link.banner?.hash ?? ''
  if (url === null) return { body: had === '' ? {} : { image: null }, banner: null }
  const picture = await pictureAt(context, url)
  if (!picture) return { body: had === '' ? {} : { image: null }, banner: { url, hash: '' } }
  const banner = { url, hash: picture.hash }
  return { body: picture.hash === had ? {} : { image: picture.data }, banner }
}
