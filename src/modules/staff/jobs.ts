import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { createContext, type Context, type Services } from '#core/context.ts'
import { randomFraction } from '#core/ids.ts'
import type { JobKind, JobSchedule } from '#core/jobs/jobs.ts'
import { staffSettings } from './rules/settings.ts'
import { forgetOldHistory } from './service/history.ts'
import { endLeave } from './service/leave.ts'
import { panelChanged } from './service/panel.ts'
import { lookAtRoles } from './service/roles.ts'
import { lookRegularly } from './service/sync.ts'

const nothing = z.object({})
const row = z.object({ id: z.int() })
const guild = z.object({ guild_id: z.string() })
type Guild = z.infer<typeof guild>

/** How often it is looked whom nothing was heard of; who was heard of within the interval is left alone. */
const lookEveryMs = 120_000
/** A regular look begins up to so much later, so that installations do not all ask at one moment. */
const jitterMs = 10_000

/** Looks, and where a shorter interval is set, once more before the next regular time. */
async function lookAgain(context: Context): Promise<void> {
  await lookRegularly(context)
  const { STAFF_SYNC_INTERVAL_SECONDS: seconds } = context.settings(staffSettings)
  const now = context.clock.now()
  if (seconds * 1_000 > lookEveryMs / 2) return
  await context.write((unit) =>
    unit.job({
      kind: 'staff.look',
      payload: {},
      key: 'staff:look:soon',
      onConflict: 'keep',
      run_at: now + seconds * 1_000,
    }),
  )
}

/** The next regular look, a little after its time. */
async function lookSoon(context: Context): Promise<void> {
  const { clock, random } = context
  const run_at = clock.now() + Math.floor(randomFraction(random) * jitterMs)
  await context.write((unit) =>
    unit.job({ kind: 'staff.look', payload: {}, key: 'staff:look', onConflict: 'keep', run_at }),
  )
}

/** What happens to the roster later. */
export function staffJobs(services: Services): readonly JobKind[] {
  const context = createContext(services, { actor: systemActor, locale: 'en' })
  const look: JobKind<unknown> = {
    kind: 'staff.look',
    payload: nothing,
    policy: { attempts: 1 },
    run: () => lookAgain(context),
  }
  const turn: JobKind<unknown> = {
    kind: 'staff.turn',
    payload: nothing,
    run: () => lookSoon(context),
  }
  const tidy: JobKind<unknown> = {
    kind: 'staff.tidy',
    payload: nothing,
    run: () => forgetOldHistory(context),
  }
  const leave: JobKind<z.infer<typeof row>> = {
    kind: 'staff.leave',
    payload: row,
    run: ({ id }) => endLeave(context, id),
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
  return [look, turn, tidy, leave, panel, roles]
}

/** What happens again and again. */
export const staffSchedules: readonly JobSchedule[] = [
  { name: 'staff.look', everyMs: lookEveryMs, kind: 'staff.turn', payload: {} },
  { name: 'staff.tidy', everyMs: 3_600_000, kind: 'staff.tidy', payload: {} },
]
