import { z } from 'zod'

const text = z.string().default('')

const embed = z.object({
  author: z.object({ name: text }).optional(),
  title: text,
  description: text,
  color: z.number().default(0),
  fields: z
    .array(z.object({ name: z.string(), value: z.string(), inline: z.boolean().default(false) }))
    .default([]),
  footer: z.object({ text: z.string() }).optional(),
})

const control = z.object({
  type: z.number(),
  label: text,
  placeholder: text,
  style: z.number().default(2),
  disabled: z.boolean().default(false),
})

const row = z.object({ components: z.array(control).default([]) })

const shown = z.object({
  content: text,
  embeds: z.array(embed).default([]),
  components: z.array(row).default([]),
})

/** The parts of a Discord message that the preview shows. */
export type ShownMessage = z.infer<typeof shown>
/** A button or a select of a message. */
export type ShownControl = z.infer<typeof control>
/** A card of a message. */
export type ShownEmbed = z.infer<typeof embed>

/** Reads from a message what the preview shows of it. */
export function shownMessage(message: unknown): ShownMessage {
  return shown.parse(message)
}
