import type { AnyRoute } from '#core/http/route.ts'
import { createEventBody, type CreateEventBody } from '../contract/event.ts'
import { previewAnswer } from '../contract/preview.ts'
import { preview, type Previewed } from '../service/preview.ts'
import { signupMessage } from '../views/message.ts'
import { base, eventRoute, writeAccess } from './shared.ts'

const previewRoute = eventRoute<unknown, unknown, CreateEventBody, Previewed>({
  method: 'POST',
  path: `${base}/preview`,
  summary: 'The message that an event would have, without making it',
  access: writeAccess,
  changesNothing: true,
  body: createEventBody,
  responses: { 200: previewAnswer },
  perform(context, { body }) {
    const { org_id: _org, guild_id, guild_ids: _guilds, draft: _draft, template, ...rest } = body
    const {
      create_signup_message: _message,
      discord_user_id: _id,
      discord_username: _name,
      ...fields
    } = rest
    return preview(context, { fields, guild_id: guild_id ?? null, template: template ?? null })
  },
  respond(shown, context) {
    const { embeds = [], components = [] } = signupMessage(shown, shown.event.locale, context)
    const { user } = context.actor
    const names = user ? { [user.discord_id]: user.display_name } : {}
    return { status: 200, body: { message: { embeds, components }, names } }
  },
})

/** What the form of a new event asks for. */
export const previewRoutes: readonly AnyRoute[] = [previewRoute]
