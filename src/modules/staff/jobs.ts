import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { createContext, type Services } from '#core/context.ts'
import type { JobKind, JobSchedule } from '#core/jobs/jobs.ts'
import { forgetOldHistory } from './service/history.ts'
import { endLeaves } from './service/leave.ts'
import { panelChanged } from './service/panel.ts'
import { lookAtRoles } from './service/roles.ts'
import { lookRegularly } from './service/sync.ts'

const nothing = z.object({})
const guild = z.object({ guild_id: z.string() })
type Guild = z.infer<typeof guild>

/** What happens to the roster later. */
export function staffJobs(services: Services): readonly JobKind[] {
  const context = createContext(services, { actor: systemActor, locale: 'en' })
  const look: JobKind<unknown> = {
    kind: 'staff.look',
    payload: nothing,
    policy: { attempts: 1 },
    run: () => lookRegularly(context),
  }
  const tidy: JobKind<unknown> = {
    kind: 'staff.tidy',
    payload: nothing,
    run: () => forgetOldHistory(context),
  }
  const leaves: JobKind<unknown> = {
    kind: 'staff.leaves',
    payload: nothing,
    run: () => endLeaves(context),
  }
  const panel: JobKind<Guild> = {
    kind: 'staff.panel',
    payload: guild,
    run: ({ guild_id }) => panelChanged(context, guild_id),
  }
  const roles: JobKind<Guild> = {
    kind: 'staff.roles',
    payload: guild,
    async run({ guild_id }) {
      if (!(await lookAtRoles(context, guild_id))) throw new Error('the gateway is not connected')
    },
  }
  return [look, tidy, leaves, panel, roles]
}

/** What happens again and again. */
export const staffSchedules: readonly JobSchedule[] = [
  // The shortest interval that can be set; who was heard of since the chosen one is left alone.
  { name: 'staff.look', everyMs: 30_000, kind: 'staff.look', payload: {} },
  { name: 'staff.leaves', everyMs: 30_000, kind: 'staff.leaves', payload: {} },
  { name: 'staff.tidy', everyMs: 3_600_000, kind: 'staff.tidy', payload: {} },
]
