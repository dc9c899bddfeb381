/** What a comparison with those who are interested in Discord did. */
export type AttendeesResult = {
  discord_attendees: number
  muster_signups: number
  added: number
  removed: number
  unchanged: number
  unresolved: number
  pages: number
}
