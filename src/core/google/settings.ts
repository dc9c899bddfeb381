import { z } from 'zod'

const oauth = (what: string) =>
  z
    .string()
    .min(1)
    .optional()
    .meta({
      description: `${what} of a Google account that owns forms; with it forms can be made.`,
      secret: true,
    })

const pubsubName = (kind: 'topics' | 'subscriptions') =>
  z
    .string()
    .regex(new RegExp(`^projects/[\\w.-]+/${kind}/[\\w.~%+-]+$`), `must be projects/…/${kind}/…`)
    .optional()

/** Settings that say as whom Google is asked, for all modules that ask it. */
export const googleSettings = {
  GOOGLE_SERVICE_ACCOUNT_FILE: z.string().optional().meta({
    description:
      'Key file of a Google service account. Forms and sheets are shared with its address; it cannot make forms itself.',
  }),
  GOOGLE_OAUTH_CLIENT_ID: oauth('OAuth client id'),
  GOOGLE_OAUTH_CLIENT_SECRET: oauth('OAuth client secret'),
  GOOGLE_OAUTH_REFRESH_TOKEN: oauth('Refresh token'),
  GOOGLE_API_ROOT: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .transform((text) => text.replace(/\/+$/, ''))
    .optional()
    .meta({ description: 'Base address of emulated Google services. Default: the real ones.' }),
  GOOGLE_PUBSUB_TOPIC: pubsubName('topics').meta({
    description:
      'Topic of Google Cloud Pub/Sub to which Google tells that forms have changed; forms-notifications@system.gserviceaccount.com may publish to it. Default: Google is polled alone.',
  }),
  GOOGLE_PUBSUB_SUBSCRIPTION: pubsubName('subscriptions').meta({
    description: 'Pull subscription to that topic, which the Google account may use.',
  }),
} satisfies Record<string, z.ZodType>
