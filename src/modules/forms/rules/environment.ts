import { z } from 'zod'
import { googleSettings } from '#core/google/settings.ts'
import { parseZone } from '#core/time/zones.ts'

const flag = (fallback: boolean) => z.stringbool().default(fallback)
const seconds = (least: number, most: number, fallback: number) =>
  z.coerce.number().int().min(least).max(most).default(fallback)

/** At least 32 bytes: HS256 is as strong as its key (RFC 7518 §3.2). */
const signingKey = (description: string) =>
  z
    .string()
    .refine((text) => Buffer.byteLength(text) >= 32, 'Must have at least 32 bytes.')
    .optional()
    .meta({ description, secret: true })

/** Settings of this module. */
export const environment = {
  JWT_SECRET: signingKey(
    'Signs the links with which forms are answered; at least 32 bytes. Default: derived from the master key.',
  ),
  JWT_SECRET_PREVIOUS: signingKey(
    'The signing secret before the present one: links signed with it are taken for one hour more.',
  ),
  AUTH_SERVER_PORT: z.coerce.number().int().min(0).max(65_535).optional().meta({
    description: 'A second port with the same answers, for links to forms. Default: none.',
  }),
  ...googleSettings,
  FORMS_API_KEY: z.string().optional().meta({
    description:
      'Not used: Google’s services for forms accept no such keys. Set a service account or OAuth instead.',
    secret: true,
  }),
  FORMS_TIMEZONE: z
    .string()
    .default('Asia/Tokyo')
    .refine((name) => parseZone(name) !== null, 'Must be a time zone such as Asia/Tokyo.')
    .meta({ description: 'Time zone in which deadlines are typed and shown.' }),
  FORMS_POLL_SECONDS: seconds(10, 3_600, 60).meta({
    description: 'How often Google is asked for new responses, in seconds.',
  }),
  FORMS_RETENTION_DAYS: seconds(1, 3_650, 180).meta({
    description: 'Days after their end for which forms and their answers are kept.',
  }),
  FORMS_REQUIRE_LOGIN: flag(false).meta({
    description:
      'Whether people sign in with Discord on the page of a link, so that a passed-on link is of no use. No anonymous form can be made then: a sign-in keeps its time.',
  }),
} satisfies Record<string, z.ZodType>
