import { InteractionType } from 'discord-api-types/v10'
import { z } from 'zod'
import { givenOptions } from './command-options.ts'

const snowflake = z.string().regex(/^\d{15,20}$/)
const nonce = z.union([z.string(), z.number()]).transform(String).optional()

const place = {
  application_id: snowflake,
  guild_id: snowflake.nullish(),
  channel_id: snowflake,
  session_id: z.string().nullish(),
  nonce,
}

const commandData = z.object({
  id: snowflake,
  name: z.string(),
  type: z.number().int().default(1),
  version: z.string().nullish(),
  options: givenOptions.default([]),
  target_id: snowflake.optional(),
})

const componentData = z.object({
  component_type: z.number().int(),
  custom_id: z.string(),
  values: z.array(z.string()).default([]),
})

const fieldValue = z.object({
  type: z.number().int(),
  custom_id: z.string(),
  value: z.union([z.string(), z.boolean()]).nullish(),
  values: z.array(z.string()).nullish(),
})

const modalData = z.object({
  /** The interaction that opened the modal. */
  id: snowflake,
  custom_id: z.string(),
  components: z.array(
    z.object({
      type: z.number().int(),
      component: fieldValue.optional(),
      components: z.array(fieldValue).optional(),
    }),
  ),
})

/** What a person's client sends to use an application: the body of POST /interactions. */
export const personBody = z.discriminatedUnion('type', [
  z.object({ type: z.literal(InteractionType.ApplicationCommand), ...place, data: commandData }),
  z.object({
    type: z.literal(InteractionType.ApplicationCommandAutocomplete),
    ...place,
    data: commandData,
  }),
  z.object({
    type: z.literal(InteractionType.MessageComponent),
    ...place,
    message_id: snowflake,
    message_flags: z.number().int().optional(),
    data: componentData,
  }),
  z.object({ type: z.literal(InteractionType.ModalSubmit), ...place, data: modalData }),
])

/** A parsed POST /interactions. */
export type PersonBody = z.infer<typeof personBody>
/** What is sent of a command, finished or while typing. */
export type CommandData = z.infer<typeof commandData>
/** What is sent of a used component. */
export type ComponentData = z.infer<typeof componentData>
/** What is sent of a filled-in modal. */
export type ModalData = z.infer<typeof modalData>
