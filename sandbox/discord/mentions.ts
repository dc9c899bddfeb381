import { PermissionFlagsBits, type APIUser } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Channel } from './entities.ts'
import { complaint, snowflake } from './forms.ts'
import { computePermissions } from './permissions.ts'
import type { World } from './world.ts'

/** The `allowed_mentions` field of a message. */
export const allowedMentions = z
  .object({
    parse: z.array(z.enum(['users', 'roles', 'everyone'])).optional(),
    users: z.array(snowflake).max(100).optional(),
    roles: z.array(snowflake).max(100).optional(),
    replied_user: z.boolean().optional(),
  })
  .superRefine((allowed, context) => {
    for (const kind of ['users', 'roles'] as const)
      if (allowed.parse?.includes(kind) && (allowed[kind]?.length ?? 0) > 0)
        context.addIssue(
          complaint(['parse'], {
            code: 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
            message: `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
          }),
        )
  })

/** Who a text pings. */
export type Mentions = {
  mentions: APIUser[]
  mention_roles: string[]
  mention_everyone: boolean
}

/** What is needed to find mentions: the text, where and by whom it is said, and what may ping. */
export type MentionQuery = {
  text: string
  channel: Channel
  author_id: string
  allowed: z.output<typeof allowedMentions> | undefined
  /** What pings when nothing is said: everything in plain messages, users only in interaction answers. */
  fallback: 'all' | 'users'
}

function idsIn(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''))]
}

/** Finds who a text pings (https://docs.discord.com/developers/resources/message#allowed-mentions-object). */
export function findMentions(world: World, query: MentionQuery): Mentions {
  const { text, channel, author_id } = query
  const allowed = query.allowed ?? {
    parse: query.fallback === 'all' ? ['users', 'roles', 'everyone'] : ['users'],
  }
  const parses = (kind: string): boolean => allowed.parse?.some((one) => one === kind) ?? false
  const guild = world.guildOf(channel)
  const mayPingAll =
    guild !== undefined &&
    Boolean(
      computePermissions(world, guild.base.id, author_id, channel.id) &
      PermissionFlagsBits.MentionEveryone,
    )
  const users = idsIn(text, /<@!?(\d{1,20})>/g)
    .filter((id) => parses('users') || allowed.users?.includes(id))
    .map((id) => world.state.users.get(id)?.user)
    .filter((user) => user !== undefined)
  const roles = idsIn(text, /<@&(\d{1,20})>/g).filter((id) => {
    const role = guild?.roles.get(id)
    const named = parses('roles') || allowed.roles?.includes(id)
    return role !== undefined && named && (role.mentionable || mayPingAll)
  })
  return {
    mentions: users,
    mention_roles: roles,
    mention_everyone: mayPingAll && parses('everyone') && /@(everyone|here)\b/.test(text),
  }
}
