import type { DiscordPart } from './part.ts'

/** Discord's page on which the bot is invited with exactly the permissions that the modules need. */
export function invitationOf(
  { clientId, oauthUrl }: { clientId: string; oauthUrl: string },
  modules: readonly { discord: Pick<DiscordPart, 'permissions'> }[],
): string {
  const bits = modules
    .flatMap(({ discord }) => discord.permissions)
    .reduce((sum, { bit }) => sum | bit, 0n)
  const query = new URLSearchParams({
    client_id: clientId,
    scope: 'bot applications.commands',
    permissions: String(bits),
  })
  return `${oauthUrl}?${query.toString()}`
}
