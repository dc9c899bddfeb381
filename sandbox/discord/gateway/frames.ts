import { ActivityType, GatewayOpcodes, PresenceUpdateStatus } from 'discord-api-types/v10'
import { z } from 'zod'

const snowflake = z.string().regex(/^\d{1,20}$/)

const activity = z.object({
  name: z.string().min(1).max(128),
  type: z.enum(ActivityType),
  state: z.string().max(128).nullish(),
  details: z.string().max(128).nullish(),
  url: z.string().max(512).nullish(),
  emoji: z
    .object({
      name: z.string(),
      id: z.string().exactOptional(),
      animated: z.boolean().exactOptional(),
    })
    .nullish(),
  timestamps: z
    .object({ start: z.number().exactOptional(), end: z.number().exactOptional() })
    .optional(),
})

/** What somebody says about their own status: op 3, `presence` of op 2, and the act of the same name. */
export const presenceUpdate = z.object({
  since: z.number().nullish(),
  activities: z.array(activity).default([]),
  status: z.enum(PresenceUpdateStatus),
  afk: z.boolean().optional(),
})

const identify = z.object({
  token: z.string(),
  intents: z.number().int().min(0).optional(),
  properties: z.looseObject({}).optional(),
  compress: z.boolean().optional(),
  large_threshold: z.number().int().min(50).max(250).optional(),
  shard: z.tuple([z.number().int(), z.number().int()]).optional(),
  presence: presenceUpdate.nullish(),
})

const resume = z.object({ token: z.string(), session_id: z.string(), seq: z.number().int() })

const voiceStateUpdate = z.object({
  guild_id: snowflake,
  channel_id: snowflake.nullable(),
  self_mute: z.boolean().default(false),
  self_deaf: z.boolean().default(false),
})

const requestMembers = z.object({
  guild_id: z.union([snowflake, z.array(snowflake).length(1)]),
  query: z.string().optional(),
  limit: z.number().int().min(0).optional(),
  presences: z.boolean().optional(),
  user_ids: z.union([snowflake, z.array(snowflake).max(100)]).optional(),
  nonce: z.string().optional(),
})

const clientFrame = z.discriminatedUnion('op', [
  z.object({ op: z.literal(GatewayOpcodes.Heartbeat), d: z.number().int().nullable() }),
  z.object({ op: z.literal(GatewayOpcodes.Identify), d: identify }),
  z.object({ op: z.literal(GatewayOpcodes.PresenceUpdate), d: presenceUpdate }),
  z.object({ op: z.literal(GatewayOpcodes.VoiceStateUpdate), d: voiceStateUpdate }),
  z.object({ op: z.literal(GatewayOpcodes.Resume), d: resume }),
  z.object({ op: z.literal(GatewayOpcodes.RequestGuildMembers), d: requestMembers }),
])

/** A frame that a client may send, told apart by `op`. */
export type ClientFrame = z.infer<typeof clientFrame>
/** The body of op 2. */
export type Identify = z.infer<typeof identify>
/** The body of op 6. */
export type Resume = z.infer<typeof resume>
/** The body of op 3, and of `presence` in op 2. */
export type PresenceInput = z.infer<typeof presenceUpdate>
/** The body of op 4. */
export type VoiceStateInput = z.infer<typeof voiceStateUpdate>
/** The body of op 8. */
export type RequestMembers = z.infer<typeof requestMembers>

const knownOps: readonly number[] = clientFrame.options.map((option) => option.shape.op.value)
const maxFrameBytes = 4096

/** What a received message is: a frame, one of the two errors that close a connection, or an unused opcode. */
export type ParsedFrame = ClientFrame | 'decode_error' | 'unknown_opcode'

/** Reads one WebSocket message from a client: at most 4096 bytes of JSON with a known `op`. */
export function parseFrame(data: Buffer): ParsedFrame {
  if (data.length > maxFrameBytes) return 'decode_error'
  let json: unknown
  try {
    json = JSON.parse(data.toString('utf8'))
  } catch {
    return 'decode_error'
  }
  const op = z.object({ op: z.number() }).safeParse(json)
  if (!op.success) return 'decode_error'
  if (!knownOps.includes(op.data.op)) return 'unknown_opcode'
  const parsed = clientFrame.safeParse(json)
  return parsed.success ? parsed.data : 'decode_error'
}
