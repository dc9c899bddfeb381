import * as z from 'zod/mini'

/** A user as REST and the gateway show one. */
export const user = z.object({
  id: z.string(),
  username: z.string(),
  global_name: z.nullish(z.string()),
  bot: z.nullish(z.boolean()),
})
/** Somebody with an account. */
export type User = z.infer<typeof user>

/** A member with the user joined in. */
export const member = z.object({
  user,
  nick: z.nullish(z.string()),
  roles: z.array(z.string()),
  communication_disabled_until: z.nullish(z.string()),
})
/** A member of a guild. */
export type Member = z.infer<typeof member>

/** A role; `permissions` is a bit set as decimal text. */
export const role = z.object({
  id: z.string(),
  name: z.string(),
  color: z.number(),
  position: z.number(),
  permissions: z.string(),
  hoist: z.boolean(),
  managed: z.boolean(),
})
/** A role of a guild. */
export type Role = z.infer<typeof role>

const overwrite = z.object({
  id: z.string(),
  type: z.number(),
  allow: z.string(),
  deny: z.string(),
})

/** A guild channel, thread or direct message. */
export const channel = z.object({
  id: z.string(),
  type: z.number(),
  name: z.nullish(z.string()),
  topic: z.nullish(z.string()),
  position: z.nullish(z.number()),
  parent_id: z.nullish(z.string()),
  guild_id: z.nullish(z.string()),
  owner_id: z.nullish(z.string()),
  user_limit: z.nullish(z.number()),
  permission_overwrites: z.nullish(z.array(overwrite)),
  recipients: z.nullish(z.array(user)),
  last_message_id: z.nullish(z.string()),
  thread_metadata: z.nullish(z.object({ archived: z.boolean(), locked: z.nullish(z.boolean()) })),
})
/** A place for messages or voices. */
export type Channel = z.infer<typeof channel>

const activity = z.object({
  name: z.string(),
  type: z.number(),
  state: z.nullish(z.string()),
  details: z.nullish(z.string()),
})
/** What somebody is doing. Type 4 is the custom status. */
export type Activity = z.infer<typeof activity>

/** A presence; everything but the user's id may be missing. */
export const presence = z.object({
  user: z.object({ id: z.string() }),
  guild_id: z.nullish(z.string()),
  status: z.string(),
  activities: z._default(z.array(activity), []),
  client_status: z._default(z.record(z.string(), z.string()), {}),
})
/** Whether somebody is there, and doing what. */
export type Presence = z.infer<typeof presence>

/** Who is in which voice channel; `channel_id` is null on leaving. */
export const voiceState = z.object({
  guild_id: z.nullish(z.string()),
  channel_id: z.nullable(z.string()),
  user_id: z.string(),
  self_mute: z.nullish(z.boolean()),
  self_deaf: z.nullish(z.boolean()),
})
/** A seat in voice. */
export type VoiceState = z.infer<typeof voiceState>

/** A scheduled event. */
export const scheduledEvent = z.object({
  id: z.string(),
  guild_id: z.string(),
  channel_id: z.nullish(z.string()),
  creator_id: z.nullish(z.string()),
  name: z.string(),
  description: z.nullish(z.string()),
  scheduled_start_time: z.string(),
  scheduled_end_time: z.nullish(z.string()),
  status: z.number(),
  entity_type: z.number(),
  entity_metadata: z.nullish(z.object({ location: z.nullish(z.string()) })),
  user_count: z.nullish(z.number()),
  recurrence_rule: z.nullish(z.object({ frequency: z.number(), interval: z.number() })),
})
/** Something that will happen. Status: 1 scheduled, 2 active, 3 completed, 4 cancelled. */
export type ScheduledEvent = z.infer<typeof scheduledEvent>

/** A guild as GUILD_CREATE brings it to a person. */
export const guildCreate = z.object({
  id: z.string(),
  name: z.string(),
  owner_id: z.string(),
  roles: z.array(role),
  members: z.array(member),
  channels: z.array(channel),
  threads: z._default(z.array(channel), []),
  presences: z._default(z.array(presence), []),
  voice_states: z._default(z.array(voiceState), []),
  guild_scheduled_events: z._default(z.array(scheduledEvent), []),
})
