import type { FindingState } from '#core/doctor.ts'
import type { NeededPermission } from '../part.ts'

/** A permission that is lacking, and who needs it. */
export type LackingPermission = NeededPermission & { module: string }

/** What one check found. `outcome` is `<check>.<what was found>`; texts are looked up by it. */
export type Finding<Outcome extends string = string> = {
  outcome: Outcome
  /** Id of the server or channel, when the check is made for each of several. */
  about?: string
  /** What the text names. Lists are joined in the reader's language. */
  values: Record<string, string | number | readonly string[]>
  permissions?: readonly LackingPermission[]
}

/** What the checks of Discord may find, and how bad it is. */
export const discordOutcomes = {
  'reach.ok': 'works',
  'reach.failed': 'broken',
  'clock.ok': 'works',
  'clock.off': 'attention',
  'token.ok': 'works',
  'token.refused': 'broken',
  'application.ok': 'works',
  'application.other': 'broken',
  'key.ok': 'works',
  'key.unset': 'works',
  'key.wrong': 'broken',
  'secret.ok': 'works',
  'secret.refused': 'broken',
  'secret.unchecked': 'attention',
  'redirect.ok': 'works',
  'redirect.missing': 'broken',
  'gateway.ok': 'works',
  'gateway.failed': 'broken',
  'starts.ok': 'works',
  'starts.few': 'attention',
  'intents.ok': 'works',
  'intents.off': 'attention',
  'door.gateway': 'works',
  'door.http': 'works',
  'door.taken': 'broken',
  'door.unset': 'broken',
  'door.elsewhere': 'broken',
  'commands.ok': 'works',
  'commands.missing': 'broken',
  'commands.differ': 'attention',
  'commands.foreign': 'attention',
  'commands.unread': 'broken',
  'servers.ok': 'works',
  'servers.none': 'broken',
  'servers.primary': 'broken',
  'servers.many': 'attention',
  'server.unread': 'broken',
  'silence.on': 'broken',
  'twice.found': 'attention',
  'role.ok': 'works',
  'role.none': 'attention',
  'role.low': 'attention',
  'permissions.ok': 'works',
  'permissions.missing': 'broken',
  'permissions.nowhere': 'broken',
  'channel.denied': 'attention',
  'hidden.some': 'attention',
} as const satisfies Record<string, FindingState>

/** One of `discordOutcomes`. */
export type DiscordOutcome = keyof typeof discordOutcomes

/** What a check of Discord found. */
export type DiscordFinding = Finding<DiscordOutcome>

/** Makes a finding. */
export function found(
  outcome: DiscordOutcome,
  values: Finding['values'] = {},
  about?: string,
): DiscordFinding {
  return about === undefined ? { outcome, values } : { outcome, values, about }
}
