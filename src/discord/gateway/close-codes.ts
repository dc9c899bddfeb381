import { ApplicationFlags, GatewayIntentBits } from 'discord-api-types/v10'

/** A close code after which connecting again is useless, in words. */
export type FatalClose = { reason: string; fix: string }

const fatal: Record<number, FatalClose> = {
  4004: {
    reason: 'Discord refused the bot token',
    fix: 'set DISCORD_BOT_TOKEN to the current token of the developer portal',
  },
  4010: { reason: 'the shard number is not valid', fix: 'restart Muster; report this as a bug' },
  4011: { reason: 'the bot is in too many servers for one shard', fix: 'restart Muster' },
  4012: { reason: 'this version of the gateway is no longer served', fix: 'update Muster' },
  4013: { reason: 'the requested intents are not valid', fix: 'report this as a bug' },
}

/** Why this close code ends it all, or null when the connection may be made again. */
export function fatalClose(code: number): FatalClose | null {
  return fatal[code] ?? null
}

/** An intent that has to be switched on in the developer portal. */
export type PrivilegedIntent = { name: string; bit: number; switch: string; flags: number }

/** The privileged intents and the switch that each of them needs (page "Bot" of the portal). */
export const privilegedIntents: readonly PrivilegedIntent[] = [
  {
    name: 'GUILD_MEMBERS',
    bit: GatewayIntentBits.GuildMembers,
    switch: 'Server Members Intent',
    flags: ApplicationFlags.GatewayGuildMembers | ApplicationFlags.GatewayGuildMembersLimited,
  },
  {
    name: 'GUILD_PRESENCES',
    bit: GatewayIntentBits.GuildPresences,
    switch: 'Presence Intent',
    flags: ApplicationFlags.GatewayPresence | ApplicationFlags.GatewayPresenceLimited,
  },
  {
    name: 'MESSAGE_CONTENT',
    bit: GatewayIntentBits.MessageContent,
    switch: 'Message Content Intent',
    flags: ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited,
  },
]

/**
 * The intents to go without after close code 4014: those whose switch is off, or every privileged
 * one when the flags do not tell.
 */
export function intentsToDrop(intents: number, applicationFlags: number): PrivilegedIntent[] {
  const asked = privilegedIntents.filter(({ bit }) => (intents & bit) !== 0)
  const off = asked.filter(({ flags }) => (applicationFlags & flags) === 0)
  return off.length > 0 ? off : asked
}
