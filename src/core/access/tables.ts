/** Signed-in browsers. Only the hash of the cookie's value is kept. */
export type SessionsTable = {
  /** Public name, for listing and ending. */
  id: string
  token_hash: string
  user_id: number
  user_agent: string
  created_at: number
  last_seen_at: number
  expires_at: number
}

/** Sign-ins that were begun and not finished; each is taken out when it comes back. */
export type SignInsTable = {
  state_hash: string
  /** PKCE S256 challenge; its verifier is kept by the browser alone. */
  challenge: string
  return_path: string
  /** Null: a session is to begin. Otherwise the name of an `IdentityProof`, with what it was told. */
  purpose: string | null
  data: string | null
  expires_at: number
}

/** Keys of other software. Only the hash of the key is kept. */
export type ApiKeysTable = {
  id: string
  name: string
  key_hash: string
  /** JSON array. */
  scopes: string
  /** JSON array of guild ids, or null for every guild. */
  guild_ids: string | null
  /** The person a personal key belongs to; null for a service. */
  user_id: number | null
  /** JSON array of Discord ids, or null for anybody. */
  act_as: string | null
  created_at: number
  /** Null: never. */
  expires_at: number | null
  last_used_at: number | null
  revoked_at: number | null
}

/** One-time passes for opening a WebSocket. */
export type TicketsTable = {
  ticket_hash: string
  session_id: string | null
  key_id: string | null
  expires_at: number
}

/** The tables of access. */
export type AccessTables = {
  sessions: SessionsTable
  sign_ins: SignInsTable
  api_keys: ApiKeysTable
  ws_tickets: TicketsTable
}
