import { PermissionFlagsBits as Bits } from 'discord-api-types/v10'
import type { Route } from './call.ts'
import { requireApplication } from './applications.ts'
import { guildOf } from './guilds.ts'

// Lists of what this world never has, with what it takes to read them.
const guildLists: readonly (readonly [path: string, bits: bigint, answer: unknown])[] = [
  ['stickers', 0n, []],
  ['soundboard-sounds', 0n, { items: [] }],
  ['webhooks', Bits.ManageWebhooks, []],
  ['invites', Bits.ManageGuild, []],
  ['integrations', Bits.ManageGuild, []],
  ['templates', Bits.ManageGuild, []],
  ['auto-moderation/rules', Bits.ManageGuild, []],
]
const applicationLists: readonly (readonly [path: string, answer: unknown])[] = [
  ['emojis', { items: [] }],
  ['entitlements', []],
  ['role-connections/metadata', []],
]
const region = { id: 'sandbox', name: 'Sandbox', custom: false, deprecated: false, optimal: true }

/** Answers for lists that are always empty here, so that libraries which fetch everything get along. */
export function addEmptyRoutes(route: Route): void {
  for (const [path, bits, answer] of guildLists)
    route('GET', `/guilds/:guild_id/${path}`, (call) => {
      guildOf(call, bits)
      return answer
    })
  for (const [path, answer] of applicationLists)
    route('GET', `/applications/:application_id/${path}`, (call) => {
      requireApplication(call.world, call.param('application_id'))
      return answer
    })
  route('GET', '/guilds/:guild_id/regions', (call) => {
    guildOf(call)
    return [region]
  })
  route('GET', '/voice/regions', () => [region])
  route('GET', '/sticker-packs', () => ({ sticker_packs: [] }))
  route('GET', '/soundboard-default-sounds', () => [])
}
