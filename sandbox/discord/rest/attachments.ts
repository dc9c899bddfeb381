import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { DiscordError } from '../errors.ts'
import type { World } from '../world.ts'

const place = z.object({ channel_id: z.string(), attachment_id: z.string(), filename: z.string() })

/** Serves uploaded files under `/attachments`, where Discord has its CDN. */
export function registerAttachments(app: FastifyInstance, world: World): void {
  app.get('/attachments/:channel_id/:attachment_id/:filename', async (request, reply) => {
    const { channel_id, attachment_id, filename } = place.parse(request.params)
    for (const { message, files } of world.state.messages.get(channel_id)?.values() ?? []) {
      const file = files.get(attachment_id)
      const about = message.attachments.find((one) => one.id === attachment_id)
      if (file !== undefined && about?.filename === filename)
        return reply
          .type(about.content_type ?? 'application/octet-stream')
          .header('x-content-type-options', 'nosniff')
          .header('content-security-policy', 'sandbox')
          .send(Buffer.from(file, 'base64'))
    }
    throw new DiscordError(404, 0, '404: Not Found')
  })
}
