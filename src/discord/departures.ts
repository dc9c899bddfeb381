import { z } from 'zod'
import type { Context } from '#core/context.ts'
import type { JobKind } from '#core/jobs/jobs.ts'
import type { DiscordTools } from './part.ts'

/** The people of a module who may leave a server unheard. */
export type Comers = {
  /** Name of the module: its work is `<module>.departures`. */
  module: string
  /** Who came there as a member of the server and was not put there by a program. */
  comersIn: (context: Context, guildId: string) => Promise<readonly string[]>
  /** Somebody left the server; saying it twice is fine. */
  left: (context: Context, guildId: string, userId: string) => Promise<void>
}

const payload = z.object({ guild_id: z.string() })

/** For so long a membership may be remembered that has ended, in milliseconds. */
const rememberedMs = 60_000

/** Events of a server may have been missed, as GUILD_CREATE says: whoever has left meanwhile is looked for. */
export async function watchDepartures(
  context: Context,
  { module, comersIn }: Comers,
  guildId: string,
): Promise<void> {
  if ((await comersIn(context, guildId)).length === 0) return
  await context.write((unit) =>
    unit.job({
      kind: `${module}.departures`,
      payload: { guild_id: guildId },
      key: `${module}:departures:${guildId}`,
      guild_id: guildId,
      run_at: context.clock.now() + rememberedMs,
    }),
  )
}

/** Says of everybody who is not in the server any more that he or she has left. */
async function findDepartures(
  context: Context,
  { comersIn, left }: Comers,
  guildId: string,
  botId: string,
): Promise<void> {
  const { members } = context
  const gone: string[] = []
  for (const userId of await comersIn(context, guildId)) {
    if ((await members.member(guildId, userId)) === null) gone.push(userId)
  }
  // Whoever does not even see itself sees nobody.
  if (gone.length === 0 || (await members.member(guildId, botId)) === null) return
  for (const userId of gone) await left(context, guildId, userId)
}

/** The work of looking for those who left a server unheard. */
export function departuresJob(
  context: Context,
  discord: Pick<DiscordTools, 'botId'>,
  comers: Comers,
): JobKind<z.infer<typeof payload>> {
  return {
    kind: `${comers.module}.departures`,
    payload,
    run: ({ guild_id }) => findDepartures(context, comers, guild_id, discord.botId()),
  }
}
