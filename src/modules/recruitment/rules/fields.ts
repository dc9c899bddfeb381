import { z } from 'zod'
import { visibility } from '../contract/party.ts'
import { roleInput } from '../contract/write.ts'

/**
 * What a party is made of, parsed: instants are epoch milliseconds. Also what a template keeps; so
 * every field may be missing.
 */
export const partyFields = z
  .object({
    title: z.string(),
    description: z.string(),
    max_slots: z.int(),
    min_slots: z.int().nullable(),
    roles: z.array(roleInput),
    starts_at: z.number().nullable(),
    expires_in_minutes: z.int(),
    timezone: z.string().nullable(),
    game: z.string().nullable(),
    tags: z.array(z.string()),
    visibility,
    waitlist_enabled: z.boolean(),
    start_on_full: z.boolean(),
    template: z.string(),
    voice: z.boolean(),
    thread: z.boolean(),
    ping_role_id: z.string(),
    required_role_id: z.string(),
  })
  .partial()

/** The parsed fields of a party or template. */
export type PartyFields = z.infer<typeof partyFields>
