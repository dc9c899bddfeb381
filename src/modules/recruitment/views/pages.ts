import type { LinkPreview, PageStart } from '#core/http/page-start.ts'
import { recruitment } from '../contract/party.ts'

const base = '/api/discord/recruitments/'

/** The open parties, of one server where one is chosen; further filters the page asks for itself. */
function openParties({ search }: { search: URLSearchParams }): string[] {
  const plain = [...search.keys()].every((name) => name === 'guild' || name === 'view')
  if (!plain) return []
  const query = new URLSearchParams({ status: 'open' })
  const guild = search.get('guild')
  if (guild) query.set('discord_guild_id', guild)
  return [`${base}?${query.toString()}`]
}

/** What a link to a party says: how full it is, and what it is for. */
function partyPreview(body: unknown): LinkPreview | null {
  const party = recruitment.safeParse(body).data
  if (!party) return null
  const { title, current_slots: current, max_slots: max, status_display: status } = party
  const description = [status, party.game, party.description].filter(Boolean).join(' · ')
  return { title: `${title} (${current}/${max})`, description }
}

function partyAddress({ params }: { params: Readonly<Record<string, string>> }): string[] {
  const { id = '' } = params
  return /^[1-9]\d{0,8}$/.test(id) ? [`${base}${id}/`] : []
}

/** The pages of parties that come with their data, and what links to them say. */
export const pages: readonly PageStart[] = [
  { path: '/', asks: openParties },
  { path: '/discord-recruitments', asks: openParties },
  { path: '/discord-recruitments/:id', asks: partyAddress, preview: partyPreview },
  { path: '/r/:id', asks: partyAddress, preview: partyPreview },
]
