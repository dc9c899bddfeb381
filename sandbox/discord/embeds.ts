import { z } from 'zod'
import { color, complaint, moment } from './forms.ts'

const text = (most: number): z.ZodString => z.string().trim().max(most)
const url = z
  .string()
  .max(2048)
  .regex(/^(https?|attachment):\/\//)
const filled = (most: number): z.ZodString => z.string().trim().min(1).max(most)
const media = z.object({ url })

const field = z.object({
  name: filled(256),
  value: filled(1024),
  inline: z.boolean().default(false),
})

const embed = z.object({
  title: text(256).nullish(),
  description: text(4096).nullish(),
  url: url.nullish(),
  timestamp: moment.nullish(),
  color: color.nullish(),
  fields: z.array(field).max(25).nullish(),
  footer: z.object({ text: filled(2048), icon_url: url.nullish() }).nullish(),
  author: z.object({ name: filled(256), url: url.nullish(), icon_url: url.nullish() }).nullish(),
  image: media.nullish(),
  thumbnail: media.nullish(),
})

/** An embed as it was sent. */
export type EmbedInput = z.output<typeof embed>

/** An embed as it is shown. `image` and `thumbnail` carry a proxied address beside the given one. */
export type Embed = { type: 'rich'; [key: string]: unknown }

const mostTogether = 6000

function lengthOf(one: EmbedInput): number {
  const fields = one.fields?.reduce((sum, { name, value }) => sum + name.length + value.length, 0)
  const texts = [one.title, one.description, one.footer?.text, one.author?.name]
  return texts.reduce((sum, part) => sum + (part?.length ?? 0), fields ?? 0)
}

/** The embeds of a message: at most ten, at most 6000 characters over all of them. */
export const embedList = z
  .array(embed)
  .max(10)
  .superRefine((embeds, context) => {
    if (embeds.reduce((sum, one) => sum + lengthOf(one), 0) <= mostTogether) return
    const error = {
      code: 'MAX_EMBED_SIZE_EXCEEDED',
      message: `Embed size exceeds maximum size of ${mostTogether}`,
    }
    context.addIssue(complaint([], error))
  })

function withoutNothing(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(([, part]) => part !== null && part !== undefined && part !== ''),
  )
}

/** Whether an embed would show anything. */
export function isBlankEmbed(one: EmbedInput): boolean {
  return (
    lengthOf(one) === 0 && !one.image && !one.thumbnail && !one.url && !(one.fields?.length ?? 0)
  )
}

/** The embed as messages carry it. `resolve` turns `attachment://name` into the file's address. */
export function renderEmbed(one: EmbedInput, resolve: (url: string) => string): Embed {
  const asMedia = (part: { url: string } | null | undefined): object | undefined =>
    part
      ? { url: resolve(part.url), proxy_url: resolve(part.url), width: 0, height: 0, flags: 0 }
      : undefined
  const withIcon = (part: { icon_url?: string | null | undefined } | null | undefined) =>
    part
      ? withoutNothing({ ...part, icon_url: part.icon_url ? resolve(part.icon_url) : undefined })
      : undefined
  const fields = one.fields?.length ? one.fields : undefined
  return {
    type: 'rich',
    ...withoutNothing({
      ...one,
      fields,
      author: withIcon(one.author),
      footer: withIcon(one.footer),
      image: asMedia(one.image),
      thumbnail: asMedia(one.thumbnail),
    }),
  }
}
