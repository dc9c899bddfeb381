/** Gateway sessions to resume, one per shard. */
export type GatewaySessionsTable = {
  shard_id: number
  session_id: string
  resume_url: string
  /** All dispatches up to this one are handled. */
  sequence: number
  shard_count: number
}

/** Identifies of the last day: Discord resets the token of a bot that makes too many. */
export type GatewayIdentifiesTable = { id: string; bucket: number; at: number }

/** Messages that are kept equal to the state of an object. */
export type PanelsTable = {
  kind: string
  object_id: string
  channel_id: string
  message_id: string | null
  /** The object's version that the message shows, and the hash of its body when it is known. */
  shown_version: number
  shown_hash: string | null
  /** 1 while the message must be looked at. */
  dirty: number
  /** 1 when somebody deleted the message and none is wanted any more. */
  orphaned: number
}

/** The tables of the Discord layer. */
export type DiscordTables = {
  gateway_sessions: GatewaySessionsTable
  gateway_identifies: GatewayIdentifiesTable
  panels: PanelsTable
}
