import { ApplicationFlags, GatewayIntentBits } from 'discord-api-types/v10'
import type { GatewayFaultKind } from '../gateway-faults.ts'
import type { World } from '../world.ts'

/** A privileged intent, the application flags that allow it, and the fault that switches it off. */
type PrivilegedIntent = { intent: number; flags: number; fault: GatewayFaultKind | null }

const privileged: readonly PrivilegedIntent[] = [
  {
    intent: GatewayIntentBits.GuildMembers,
    flags: ApplicationFlags.GatewayGuildMembers | ApplicationFlags.GatewayGuildMembersLimited,
    fault: 'members_intent_off',
  },
  {
    intent: GatewayIntentBits.GuildPresences,
    flags: ApplicationFlags.GatewayPresence | ApplicationFlags.GatewayPresenceLimited,
    fault: 'presence_intent_off',
  },
  {
    intent: GatewayIntentBits.MessageContent,
    flags: ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited,
    fault: null,
  },
]

/** The application's flags as the switches of the developer portal stand now. */
export function applicationFlags(world: World): number {
  return privileged
    .filter(({ fault }) => fault !== null && world.gatewayFaults.has(fault))
    .reduce((flags, off) => flags & ~off.flags, world.state.application.flags)
}

/** Whether these intents hold a privileged one that is switched off. */
export function hasDisallowed(world: World, intents: number): boolean {
  const flags = applicationFlags(world)
  return privileged.some((one) => (intents & one.intent) !== 0 && (flags & one.flags) === 0)
}
