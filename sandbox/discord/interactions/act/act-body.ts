import { z } from 'zod'

const name = z.union([z.string(), z.number()]).transform(String)
const optionValue = z.union([z.string(), z.number(), z.boolean()])
const options = z.record(z.string(), optionValue).default({})
const status = z.enum(['online', 'idle', 'dnd', 'invisible', 'offline'])
const activity = z.looseObject({ name: z.string().min(1), type: z.number().int().default(0) })

const base = {
  as: name,
  guild: name.optional(),
  channel: name.optional(),
  /** How long to wait on for more, in milliseconds, after the first answer. */
  wait_ms: z.number().min(0).max(60_000).optional(),
}
const onMessage = { ...base, message_id: name }
const onEvent = { ...base, event_id: name }

const command = z.object({
  do: z.literal('command'),
  ...base,
  name: z.string(),
  options,
  target: name.optional(),
})
const autocomplete = z.object({
  do: z.literal('autocomplete'),
  ...base,
  name: z.string(),
  options,
  focused: z.string(),
})
const click = z.object({ do: z.literal('click'), ...onMessage, custom_id: z.string() })
const select = z.object({
  do: z.literal('select'),
  ...onMessage,
  custom_id: z.string(),
  values: z.array(name),
})
const submit = z.object({
  do: z.literal('submit'),
  ...base,
  fields: z.record(z.string(), z.union([optionValue, z.array(name), z.null()])).default({}),
})

/** Acts that use the application. */
export const useBody = z.discriminatedUnion('do', [command, autocomplete, click, select, submit])
/** One of `useBody`. */
export type UseAct = z.infer<typeof useBody>

const eventFields = z.looseObject({ ...onEvent })

/** Acts that are one REST request of a person. */
export const requestBody = z.discriminatedUnion('do', [
  z.object({ do: z.literal('message'), ...base, content: z.string() }),
  z.object({ do: z.literal('react'), ...onMessage, emoji: z.string() }),
  z.object({ do: z.literal('delete_message'), ...onMessage }),
  z.object({ do: z.literal('interested'), ...onEvent }),
  z.object({ do: z.literal('not_interested'), ...onEvent }),
  z.looseObject({ do: z.literal('create_event'), ...base }),
  eventFields.extend({ do: z.literal('edit_event') }),
  z.object({
    do: z.literal('change_date'),
    ...onEvent,
    original_scheduled_start_time: z.string(),
    scheduled_start_time: z.string().optional(),
    scheduled_end_time: z.string().optional(),
    is_canceled: z.boolean().optional(),
  }),
  z.object({ do: z.literal('start_event'), ...onEvent }),
  z.object({ do: z.literal('end_event'), ...onEvent }),
  z.object({ do: z.literal('cancel_event'), ...onEvent }),
  z.object({ do: z.literal('set_roles'), ...base, user: name, roles: z.array(name) }),
  z.looseObject({ do: z.literal('edit_role'), ...base, role: name }),
  z.object({ do: z.literal('delete_role'), ...base, role: name }),
  z.looseObject({ do: z.literal('edit_channel'), ...base, channel: name }),
  z.object({ do: z.literal('delete_channel'), ...base, channel: name }),
])
/** One of `requestBody`. */
export type RequestAct = z.infer<typeof requestBody>

/** Acts that clients send through the gateway, and what happens outside of the wire. */
export const stateBody = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('presence'),
    ...base,
    status,
    custom_status: z.string().max(128).nullish(),
    activities: z.array(activity).default([]),
    platform: z.enum(['desktop', 'mobile', 'web', 'vr']).default('desktop'),
  }),
  z.object({ do: z.literal('join_voice'), ...base, channel: name }),
  z.object({ do: z.literal('leave_voice'), ...base }),
  z.object({ do: z.literal('join_guild'), ...base }),
  z.object({ do: z.literal('leave_guild'), ...base }),
  z.object({ do: z.literal('dm_closed'), ...base, value: z.boolean() }),
])
/** One of `stateBody`. */
export type StateAct = z.infer<typeof stateBody>

/** The body of POST /_control/act. */
export const actBody = z.discriminatedUnion('do', [
  ...useBody.options,
  ...requestBody.options,
  ...stateBody.options,
])
/** Any act. */
export type Act = z.infer<typeof actBody>
