import { z } from 'zod'
import { rightsIn } from '#core/access/rights.ts'
import type { PostableChannel } from '#core/access/actor.ts'
import { route, type AnyRoute } from '#core/http/route.ts'
import { snowflake } from '#core/contract.ts'
import * as contract from '../contract/write.ts'
import { preview } from '../service/preview.ts'
import type { PartyView } from '../store/parties.ts'
import { partyMessage } from '../views/message.ts'
import { newParty } from './new-party.ts'
import { base, tags, writeAccess } from './shared.ts'

const guildParams = z.object({ guild_id: snowflake })

const channels = route<z.infer<typeof guildParams>, unknown, unknown, PostableChannel[]>({
  method: 'GET',
  path: '/api/discord/guilds/:guild_id/channels',
  summary: 'Channels in which I may have a party posted',
  tags,
  access: writeAccess,
  params: guildParams,
  responses: { 200: contract.channelsAnswer },
  async perform(context, { params }) {
    const rights = await rightsIn(context, params.guild_id, 'recruitments:write')
    return context.members.postableChannels(params.guild_id, rights.user_id)
  },
  respond: (results) => ({ status: 200, body: { results } }),
})

const previewRoute = route<unknown, unknown, contract.CreateBody, PartyView>({
  method: 'POST',
  path: `${base}/preview`,
  summary: 'The message that a party would have, without opening it',
  tags,
  access: writeAccess,
  changesNothing: true,
  body: contract.createBody,
  responses: { 200: contract.previewAnswer },
  perform: async (context, { body }) => preview(context, await newParty(context, body)),
  respond(view, context) {
    const { content, embeds = [], components = [] } = partyMessage(view, context)
    const people = [
      view.owner,
      ...view.seats.map((seat) => ({ ...seat, discord_id: seat.user_id })),
    ]
    const names = Object.fromEntries(people.map((one) => [one.discord_id, one.display_name]))
    return {
      status: 200,
      body: { message: { ...(content && { content }), embeds, components }, names },
    }
  },
})

/** What the form of a new party asks for. */
export const formRoutes: readonly AnyRoute[] = [channels, previewRoute]
