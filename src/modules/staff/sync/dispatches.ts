import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { shownName } from '#core/access/users.ts'
import { createContext, type Context } from '#core/context.ts'
import type { DispatchListener } from '#discord/part.ts'
import { lookAtRoles, memberLeft, membersSeen, type GuildPerson } from '../service/roles.ts'

const member = z.object({
  user: z.object({
    id: z.string(),
    username: z.string(),
    global_name: z.string().nullish(),
    bot: z.boolean().optional(),
  }),
  nick: z.string().nullish(),
  roles: z.array(z.string()),
})
const ofGuild = z.object({ guild_id: z.string() })
const chunk = ofGuild.extend({ members: z.array(z.unknown()).default([]) })

function personOf(data: unknown): GuildPerson | null {
  const parsed = member.safeParse(data).data
  if (!parsed) return null
  const { user, nick, roles } = parsed
  const name = shownName({ ...user, nick })
  return { user_id: user.id, username: user.username, name, bot: user.bot ?? false, roles }
}

function on<T>(
  event: string,
  shape: z.ZodType<T>,
  hear: (context: Context, data: T) => Promise<void>,
): DispatchListener {
  return {
    event,
    hear: (services, data) =>
      hear(createContext(services, { actor: systemActor, locale: 'en' }), shape.parse(data)),
  }
}

const change = z.looseObject({ guild_id: z.string() })

async function seen(context: Context, data: z.infer<typeof change>): Promise<void> {
  const person = personOf(data)
  if (person) await membersSeen(context, data.guild_id, [person])
}

/** What the roster hears from Discord beside presences. */
export const dispatches: readonly DispatchListener[] = [
  on('GUILD_MEMBER_ADD', change, seen),
  on('GUILD_MEMBER_UPDATE', change, seen),
  on('GUILD_MEMBERS_CHUNK', chunk, async (context, { guild_id, members }) => {
    await membersSeen(
      context,
      guild_id,
      members.flatMap((one) => personOf(one) ?? []),
    )
  }),
  on(
    'GUILD_MEMBER_REMOVE',
    ofGuild.extend({ user: z.object({ id: z.string() }) }),
    (context, { guild_id, user }) => memberLeft(context, guild_id, user.id),
  ),
  on('GUILD_CREATE', z.object({ id: z.string() }), async (context, { id }) => {
    await lookAtRoles(context, id)
  }),
]
