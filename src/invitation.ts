import type { Config } from './config.ts'
import { modules } from './modules.ts'

/** Discord's page on which the bot is invited with exactly the permissions that the modules need. */
export function invitationOf({ clientId, oauthUrl }: Config['discord']): string {
  const bits = modules
    .flatMap((module) => module.discord.permissions)
    .reduce((sum, { bit }) => sum | bit, 0n)
  const query = new URLSearchParams({
    client_id: clientId,
    scope: 'bot applications.commands',
    permissions: String(bits),
  })
  return `${oauthUrl}?${query.toString()}`
}
