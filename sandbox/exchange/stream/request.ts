import { z } from 'zod'
import { streamInterval } from '../rest/intervals.ts'

/** How messages are written: with whole or short names, alone or in a list. */
export const formats = ['DEFAULT', 'SIMPLE', 'JSON_LIST', 'SIMPLE_LIST'] as const
/** One of them. */
export type Format = (typeof formats)[number]

/** One kind of messages that a client asked for. No codes means all, which only private kinds may say. */
export type Subscription = {
  type: string
  codes: readonly string[]
  snapshot: boolean
  realtime: boolean
}

/** A request for messages, or what is wrong with it by the service's name for it. */
export type StreamRequest =
  | { ticket: string; format: Format; subscriptions: Subscription[] }
  | { ticket: string; list: true }
  | { error: string }

const publicTypes = ['ticker', 'trade', 'orderbook']
const privateTypes = ['myOrder', 'myAsset']
const flags = {
  is_only_snapshot: z.boolean().default(false),
  is_only_realtime: z.boolean().default(false),
  isOnlySnapshot: z.boolean().default(false),
  isOnlyRealtime: z.boolean().default(false),
}
const typed = z.looseObject({ type: z.string(), codes: z.array(z.string()).default([]), ...flags })
const message = z.array(z.record(z.string(), z.unknown()))

function isKnown(type: string, isPrivate: boolean): boolean {
  if (isPrivate) return privateTypes.includes(type)
  return publicTypes.includes(type) || streamInterval(type) !== undefined
}

function subscriptionOf(value: unknown): Subscription | undefined {
  const parsed = typed.safeParse(value)
  if (!parsed.success) return undefined
  const { type, codes } = parsed.data
  return {
    type,
    // `KRW-BTC.15` asks for 15 levels of a book; the rest of the name is the market.
    codes: codes.map((code) => code.split('.')[0] ?? code),
    snapshot: !parsed.data.is_only_realtime && !parsed.data.isOnlyRealtime,
    realtime: !parsed.data.is_only_snapshot && !parsed.data.isOnlySnapshot,
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reads what a client sent. */
export function readStreamRequest(text: string, isPrivate: boolean): StreamRequest {
  const parsed = message.safeParse(readJson(text))
  if (!parsed.success) return { error: 'WRONG_FORMAT' }
  const named = parsed.data.find((part) => 'ticket' in part)
  if (!named) return { error: 'NO_TICKET' }
  const ticket = String(named['ticket'])
  if (parsed.data.some((part) => part['method'] === 'LIST_SUBSCRIPTIONS'))
    return { ticket, list: true }
  const parts = parsed.data.filter((part) => 'type' in part)
  if (parts.length === 0) return { error: 'NO_TYPE' }
  const subscriptions = parts.flatMap((part) => subscriptionOf(part) ?? [])
  if (subscriptions.length < parts.length) return { error: 'WRONG_FORMAT' }
  if (subscriptions.some(({ type }) => !isKnown(type, isPrivate))) return { error: 'INVALID_PARAM' }
  if (!isPrivate && subscriptions.some(({ codes }) => codes.length === 0))
    return { error: 'NO_CODES' }
  const asked = parsed.data.find((part) => 'format' in part)?.['format'] ?? 'DEFAULT'
  const format = formats.find((one) => one === asked)
  return format ? { ticket, format, subscriptions } : { error: 'WRONG_FORMAT' }
}
