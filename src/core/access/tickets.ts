import type { Clock } from '../clock.ts'
import { statement, type Database } from '../db/database.ts'
import { randomToken, type Random } from '../ids.ts'
import { hashSecret } from './secrets.ts'

/** How long a ticket is good for, in milliseconds. */
export const ticketLifeMs = 30_000

/** Whom a ticket stands for. */
export type TicketHolder = { session_id: string | null; key_id: string | null }

const insert = statement<never>(
  'insert into ws_tickets (ticket_hash, session_id, key_id, expires_at) values ($1, $2, $3, $4)',
)
const forgetOld = statement<never>('delete from ws_tickets where expires_at <= $1')
const take = statement<TicketHolder & { expires_at: number }>(
  'delete from ws_tickets where ticket_hash = $1 returning session_id, key_id, expires_at',
)

/** One-time passes for opening a WebSocket. */
export type Tickets = ReturnType<typeof createTickets>

/** Makes the store of tickets. */
export function createTickets(services: { database: Database; clock: Clock; random: Random }) {
  const { database, clock, random } = services
  return {
    /** Makes a ticket, good once within 30 seconds. */
    async create(holder: TicketHolder): Promise<{ ticket: string; expires_at: number }> {
      const ticket = randomToken(random)
      const now = clock.now()
      const expires = now + ticketLifeMs
      await database.write(async (tx) => {
        await forgetOld(tx, now)
        await insert(tx, hashSecret(ticket), holder.session_id, holder.key_id, expires)
      })
      return { ticket, expires_at: expires }
    },

    /** Takes a ticket out; null when it is unknown, used or too old. */
    async take(ticket: string): Promise<TicketHolder | null> {
      const [row] = await database.write((tx) => take(tx, hashSecret(ticket)))
      return row && row.expires_at > clock.now() ? row : null
    },
  }
}
