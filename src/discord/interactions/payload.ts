import { z } from 'zod'
import { shownName } from '#core/access/users.ts'
import { snowflake } from '#core/contract.ts'
import type { NamedAccount } from '../part.ts'

const account = z.object({
  id: snowflake,
  username: z.string(),
  global_name: z.string().nullish(),
  avatar: z.string().nullish(),
})

const common = {
  id: snowflake,
  application_id: snowflake,
  token: z.string().min(1).max(1_000),
  guild_id: snowflake.optional(),
  channel_id: snowflake.optional(),
  locale: z.string().optional(),
  guild_locale: z.string().optional(),
  member: z
    .object({
      user: account,
      roles: z.array(snowflake),
      permissions: z.string().regex(/^\d{1,24}$/),
    })
    .optional(),
  user: account.optional(),
  message: z.object({ id: snowflake, channel_id: snowflake }).optional(),
}

const value = z.union([z.string(), z.number(), z.boolean()])

/** An option of a command: a value, or a sub-command (1) or group (2) with options of its own. */
export type CommandOption = {
  name: string
  type: number
  value?: string | number | boolean | undefined
  focused?: boolean | undefined
  options?: CommandOption[] | undefined
}

const option: z.ZodType<CommandOption> = z.object({
  name: z.string(),
  type: z.int(),
  value: value.optional(),
  focused: z.boolean().optional(),
  get options() {
    return z.array(option).max(25).optional()
  },
})

const commandData = z.object({
  name: z.string(),
  options: z.array(option).max(25).optional(),
  resolved: z
    .object({
      roles: z.record(z.string(), z.object({ mentionable: z.boolean() })).optional(),
      users: z.record(z.string(), account.extend({ bot: z.boolean().optional() })).optional(),
    })
    .optional(),
})

const fieldValue = z.object({
  custom_id: z.string(),
  value: z.union([z.string(), z.boolean(), z.null()]).optional(),
  values: z.array(z.string()).optional(),
})
/** A modal's row: a label around one field, an old action row around fields, or mere text. */
const modalRow = z.object({
  component: fieldValue.optional(),
  components: z.array(fieldValue).optional(),
})

const ping = z.object({ type: z.literal(1) })
const command = z.object({ type: z.literal(2), ...common, data: commandData })
const component = z.object({
  type: z.literal(3),
  ...common,
  data: z.object({ custom_id: z.string(), values: z.array(z.string()).max(25).optional() }),
})
const autocomplete = z.object({ type: z.literal(4), ...common, data: commandData })
const modal = z.object({
  type: z.literal(5),
  ...common,
  data: z.object({ custom_id: z.string(), components: z.array(modalRow).max(40) }),
})

/**
 * What we need of an interaction
 * (https://docs.discord.com/developers/interactions/receiving-and-responding).
 */
export const interactionPayload = z.discriminatedUnion('type', [
  ping,
  command,
  component,
  autocomplete,
  modal,
])

/** Any interaction. */
export type InteractionPayload = z.infer<typeof interactionPayload>
/** An interaction that a person caused. */
export type PersonInteraction = Exclude<InteractionPayload, { type: 1 }>
/** A slash command, or its half-typed form. */
export type CommandInteraction = Extract<PersonInteraction, { type: 2 | 4 }>
/** A submitted modal. */
export type ModalInteraction = Extract<PersonInteraction, { type: 5 }>

/** What was typed behind a command: sub-command, values by name, and the option being typed. */
export type CommandInput = {
  subcommand: string | null
  options: Record<string, string | number | boolean>
  focused: string | null
}

/** Roles among a command's values that anybody may mention. */
export function mentionableRoles({ data }: CommandInteraction): string[] {
  const roles = Object.entries(data.resolved?.roles ?? {})
  return roles.filter(([, { mentionable }]) => mentionable).map(([id]) => id)
}

/** People among a command's values, by id. */
export function namedPeople({ data }: CommandInteraction): Record<string, NamedAccount> {
  return Object.fromEntries(
    Object.values(data.resolved?.users ?? {}).map(({ id, username, global_name, bot }) => [
      id,
      { id, username, name: shownName({ username, global_name }), bot: bot ?? false },
    ]),
  )
}

/** Flattens sub-command groups and sub-commands (`group create`) into one name and its values. */
export function commandInput({ data }: CommandInteraction): CommandInput {
  const names: string[] = []
  let list = data.options ?? []
  for (let first = list[0]; first && (first.type === 1 || first.type === 2); first = list[0]) {
    names.push(first.name)
    list = first.options ?? []
  }
  const options: Record<string, string | number | boolean> = {}
  let focused: string | null = null
  for (const item of list) {
    if (item.value !== undefined) options[item.name] = item.value
    if (item.focused) focused = item.name
  }
  return { subcommand: names.length > 0 ? names.join(' ') : null, options, focused }
}

/** The values of a modal by the custom id of the field; a dismissed choice is null. */
export function modalFields({
  data,
}: ModalInteraction): Record<string, string | string[] | boolean | null> {
  const fields: Record<string, string | string[] | boolean | null> = {}
  for (const row of data.components) {
    for (const field of row.component ? [row.component] : (row.components ?? [])) {
      fields[field.custom_id] = field.values ?? field.value ?? null
    }
  }
  return fields
}
