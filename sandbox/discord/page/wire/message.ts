import * as z from 'zod/mini'
import { user } from './objects.ts'

const text = z.nullish(z.string())
const number = z.nullish(z.number())
const flag = z.nullish(z.boolean())

/** A unicode emoji by `name`, or a custom one by `id`. */
export const emoji = z.object({ id: text, name: text, animated: flag })
/** An emoji of a reaction, button or option. */
export type Emoji = z.infer<typeof emoji>

const media = z.object({ url: z.string() })

/** An embed of a message. */
export const embed = z.object({
  title: text,
  description: text,
  url: text,
  color: number,
  timestamp: text,
  author: z.nullish(z.object({ name: z.string(), url: text })),
  footer: z.nullish(z.object({ text: z.string() })),
  image: z.nullish(media),
  thumbnail: z.nullish(media),
  fields: z.nullish(z.array(z.object({ name: z.string(), value: z.string(), inline: flag }))),
})
/** A card in a message. */
export type Embed = z.infer<typeof embed>

const option = z.object({
  label: z.string(),
  value: z.string(),
  description: text,
  emoji: z.nullish(emoji),
  default: flag,
})
/** A choice of a select, radio group or checkbox group. */
export type SelectOption = z.infer<typeof option>

/** Any component of a message or modal; `type` says which fields are there. */
export const component = z.object({
  type: z.number(),
  id: number,
  get components(): z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniArray<typeof component>>> {
    return z.nullish(z.array(component))
  },
  get accessory(): z.ZodMiniOptional<z.ZodMiniNullable<typeof component>> {
    return z.nullish(component)
  },
  get component(): z.ZodMiniOptional<z.ZodMiniNullable<typeof component>> {
    return z.nullish(component)
  },
  custom_id: text,
  disabled: flag,
  style: number,
  label: text,
  url: text,
  emoji: z.nullish(emoji),
  placeholder: text,
  required: flag,
  value: text,
  default: flag,
  min_length: number,
  max_length: number,
  min_values: number,
  max_values: number,
  options: z.nullish(z.array(option)),
  default_values: z.nullish(z.array(z.object({ id: z.string() }))),
  channel_types: z.nullish(z.array(z.number())),
  content: text,
  accent_color: number,
  spoiler: flag,
  divider: flag,
  spacing: number,
  description: text,
  media: z.nullish(media),
  file: z.nullish(media),
  name: text,
  items: z.nullish(z.array(z.object({ media, description: text, spoiler: flag }))),
})
/** A building block of a message or modal. */
export type Component = z.infer<typeof component>

const attachment = z.object({
  id: z.string(),
  filename: z.string(),
  url: z.string(),
  content_type: text,
  description: text,
})
/** A file of a message. */
export type Attachment = z.infer<typeof attachment>

const reaction = z.object({ emoji, count: z.number(), me: flag })
/** One kind of reaction with how many gave it. */
export type Reaction = z.infer<typeof reaction>

const base = {
  id: z.string(),
  channel_id: z.string(),
  guild_id: text,
  type: z.number(),
  content: z._default(z.string(), ''),
  author: user,
  timestamp: z.string(),
  edited_timestamp: text,
  flags: z._default(z.number(), 0),
  pinned: z._default(z.boolean(), false),
  mention_everyone: z._default(z.boolean(), false),
  mentions: z._default(z.array(user), []),
  mention_roles: z._default(z.array(z.string()), []),
  attachments: z._default(z.array(attachment), []),
  embeds: z._default(z.array(embed), []),
  components: z.pipe(
    z.transform((value: unknown) => value ?? []),
    z.array(component),
  ),
  reactions: z._default(z.array(reaction), []),
  interaction_metadata: z.nullish(
    z.object({ id: z.string(), type: z.number(), user: z.nullish(user), name: text }),
  ),
  interaction: z.nullish(z.object({ name: z.string() })),
  thread: z.nullish(z.object({ id: z.string(), name: text })),
}

/** A message as one reader gets it. */
export const message = z.object({
  ...base,
  referenced_message: z.nullish(z.object({ id: z.string(), content: text, author: user })),
})
/** One message. */
export type Message = z.infer<typeof message>

/** What MESSAGE_UPDATE may leave out. */
export const messageUpdate = z.partial(message)

/** Message flags (https://docs.discord.com/developers/resources/message#message-object-message-flags). */
export const messageFlags = { ephemeral: 1 << 6, loading: 1 << 7, layout: 1 << 15 } as const
