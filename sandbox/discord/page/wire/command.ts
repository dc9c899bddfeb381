import * as z from 'zod/mini'

const names = z.nullish(z.record(z.string(), z.string()))
const described = {
  name: z.string(),
  name_localizations: names,
  description: z._default(z.string(), ''),
  description_localizations: names,
}
const value = z.union([z.string(), z.number()])

/** A suggestion for an option. */
export const choice = z.object({ name: z.string(), name_localizations: names, value })
/** A suggestion for an option. */
export type Choice = z.infer<typeof choice>

const leaf = {
  ...described,
  type: z.number(),
  required: z.nullish(z.boolean()),
  choices: z.nullish(z.array(choice)),
  autocomplete: z.nullish(z.boolean()),
  min_value: z.nullish(z.number()),
  max_value: z.nullish(z.number()),
  min_length: z.nullish(z.number()),
  max_length: z.nullish(z.number()),
  channel_types: z.nullish(z.array(z.number())),
}
const option = z.object(leaf)
const subCommand = z.object({ ...leaf, options: z.nullish(z.array(option)) })
const topOption = z.object({ ...leaf, options: z.nullish(z.array(subCommand)) })
/** One thing that a command asks for. */
export type CommandOption = z.infer<typeof option>

/** A registered command. Types: 1 slash, 2 on a user, 3 on a message. */
export const command = z.object({
  ...described,
  id: z.string(),
  type: z._default(z.number(), 1),
  version: z.nullish(z.string()),
  guild_id: z.nullish(z.string()),
  default_member_permissions: z.nullish(z.string()),
  contexts: z.nullish(z.array(z.number())),
  options: z.nullish(z.array(topOption)),
})
/** A registered command. */
export type Command = z.infer<typeof command>
