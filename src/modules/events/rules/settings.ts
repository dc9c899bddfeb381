import { z } from 'zod'

/** What this module reads from the environment. */
export const eventSettings = {
  DISCORD_BOT_WEBHOOK_SECRET: z.string().min(1).optional().meta({
    description:
      'Signs what an outside bot reports (POST /api/v1/discord/webhooks/incoming). Unset: nothing is taken.',
    secret: true,
  }),
}
