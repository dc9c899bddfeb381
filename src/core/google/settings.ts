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
} satisfies Record<string, z.ZodType>
