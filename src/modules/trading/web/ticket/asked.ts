import { orderData } from '../../contract/data.ts'
import type { Outcome } from '../data/commands.ts'

/** An order that the server asks about before anything happens. */
export type Asked = { id: string; text: string; expires_at: string | null }

/** What a command asks back; null when it does not. */
export function askedOf({ type, message, data }: Outcome): Asked | null {
  if (type !== 'confirm') return null
  const { confirmation_id: id, expires_at = null } = orderData.partial().parse(data)
  return id === undefined ? null : { id, text: message, expires_at }
}

/** The order that a command is about, as it was then; null when it is about none. */
export function orderOf({ data }: Outcome): { id: string; version: number } | null {
  return orderData.partial().safeParse(data).data?.order ?? null
}
