import { z } from 'zod'
import { recruitment } from './party.ts'

/** What happened to a party, as live frames name it. */
export const recruitmentEvent = z.enum([
  'participant_joined',
  'participant_left',
  'participant_waitlisted',
  'participant_offered',
  'participant_promoted',
  'participant_kicked',
  'full',
  'reopened',
  'edited',
  'message_posted',
  'started',
  'closed',
  'expired',
  'cancelled',
  'owner_changed',
])

/**
 * One person whose seat changed, and where he or she stood in the order of arrival; the id is null
 * for readers who may not see names.
 */
const seatChange = z.looseObject({
  kind: z.string(),
  discord_user_id: z.string().nullable(),
  status: z.string().optional(),
  ticket: z.int().optional(),
})

/** What a change was about; all frames of one version tell of the same seats. */
const change = z.looseObject({ users: z.array(seatChange).optional() })
/** What a change was about. */
export type RecruitmentChange = z.infer<typeof change>

/** Frames that `/ws/discord-recruitments/` sends besides the live dialect's own. */
export const recruitmentFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    recruitments: z.array(recruitment),
    cursor: z.string(),
  }),
  z.object({
    type: z.literal('recruitment_created'),
    recruitment,
    cursor: z.string(),
  }),
  z.object({
    type: z.literal('recruitment_update'),
    event: recruitmentEvent,
    recruitment,
    change,
    cursor: z.string(),
  }),
  z.object({
    type: z.literal('recruitment_deleted'),
    recruitment_id: z.int(),
    cursor: z.string(),
  }),
])

/** What happened to a party. */
export type RecruitmentEvent = z.infer<typeof recruitmentEvent>
