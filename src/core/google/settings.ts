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

const pubsubName = (shape: RegExp, message: string) => z.string().regex(shape, message).optional()

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
    .url({ protocol: /^https?$/ })
    .transform((text) => text.replace(/\/+$/, ''))
    .optional()
    .meta({ description: 'Base address of emulated Google services. Default: the real ones.' }),
  GOOGLE_PUBSUB_TOPIC: pubsubName(
    /^projects\/[\w.-]+\/topics\/[\w.~%+-]+$/,
    'Must be like projects/PROJECT/topics/TOPIC.',
  ).meta({
    description:
      'Topic of Google Cloud Pub/Sub to which Google tells that forms have changed; forms-notifications@system.gserviceaccount.com may publish to it. Default: Google is polled alone.',
  }),
  GOOGLE_PUBSUB_SUBSCRIPTION: pubsubName(
    /^projects\/[\w.-]+\/subscriptions\/[\w.~%+-]+$/,
    'Must be like projects/PROJECT/subscriptions/NAME.',
  ).meta({
    description: 'Pull subscription to that topic, which the Google account may use.',
  }),
} satisfies Record<string, z.ZodType>
