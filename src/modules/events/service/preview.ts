import { rightsIn } from '#core/access/rights.ts'
import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { EventFields } from '../contract/event.ts'
import type { EventRecord, Signup } from '../rules/event.ts'
import { loadGuild } from '../store/guilds.ts'
import { recordOf, shapeOf } from './create.ts'

/** An event that is not there, as its message would show it. */
export type Previewed = { event: EventRecord; signups: readonly Signup[]; now: number }

/** What an event would be, without making it; only members see how their server shows things. */
export async function preview(
  context: Context,
  input: { fields: EventFields; guild_id: string | null; template: string | null },
): Promise<Previewed> {
  const { user } = context.actor
  if (input.guild_id !== null) await rightsIn(context, input.guild_id, 'events:write')
  else if (!user && !context.actor.key) throw coreError('not_authenticated')
  const guild = input.guild_id === null ? null : await loadGuild(context.database, input.guild_id)
  const orgId = guild?.org_id ?? input.guild_id ?? ''
  const { fields, template } = input
  const shape = await shapeOf(context, { fields, template, orgId }, guild ?? undefined)
  const event = recordOf(context, shape, {
    org_id: orgId,
    created_by: user?.discord_id ?? null,
    guild_ids: null,
    locale: guild?.options.locale ?? context.locale,
    state: 'scheduled',
  })
  return { event, signups: [], now: context.clock.now() }
}
