import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { createContext, type Context, type Services } from '#core/context.ts'
import { RetryLater, type JobKind, type JobSchedule } from '#core/jobs/jobs.ts'
import { copyAccepting } from './service/accepting.ts'
import { expire } from './service/publish.ts'
import { copyForm, queueCopy, waitingCopies } from './service/sheet.ts'
import { cleanUp } from './service/upkeep.ts'
import { watchForm } from './service/watch.ts'
import { dueForms, overdueForms } from './store/forms.ts'

const nothing = z.object({})
const form = z.object({ id: z.string() })
type FormPayload = z.infer<typeof form>

/** Forms that are looked at in one round. */
const atOnce = 50

async function queueFetch(context: Context, id: string): Promise<void> {
  await context.database.write((tx) =>
    context.jobs.enqueue(tx, {
      kind: 'forms.fetch',
      payload: { id },
      key: `forms:${id}:fetch`,
      onConflict: 'keep',
      group: `forms:${id}:fetch`,
    }),
  )
}

async function minute(context: Context): Promise<void> {
  const now = context.clock.now()
  for (const id of await overdueForms(context.database, now)) await expire(context, id)
  for (const id of await waitingCopies(context)) await queueCopy(context, id)
}

/** What happens to forms later, without Discord. */
export function formsJobs(services: Services): readonly JobKind[] {
  const context = createContext(services, { actor: systemActor, locale: 'en' })
  const ofForm = (kind: string, run: (id: string) => Promise<void>): JobKind<FormPayload> => ({
    kind,
    payload: form,
    run: ({ id }) => run(id),
  })
  const poll: JobKind = {
    kind: 'forms.poll',
    payload: nothing,
    async run() {
      const due = await dueForms(services.database, services.clock.now(), atOnce)
      for (const id of due) await queueFetch(context, id)
    },
  }
  return [
    poll,
    { kind: 'forms.minute', payload: nothing, run: () => minute(context) },
    { kind: 'forms.upkeep', payload: nothing, run: () => cleanUp(context) },
    ofForm('forms.fetch', async (id) => {
      await watchForm(context, id)
    }),
    ofForm('forms.copy', (id) => copyForm(context, id)),
    ofForm('forms.accepting', async (id) => {
      const waitMs = await copyAccepting(context, id)
      if (waitMs !== null) throw new RetryLater(waitMs, 'Google could not be told')
    }),
  ]
}

/** How often what is looked after. */
export const formsSchedules: readonly JobSchedule[] = [
  { name: 'forms.poll', everyMs: 10_000, kind: 'forms.poll', payload: {} },
  { name: 'forms.minute', everyMs: 60_000, kind: 'forms.minute', payload: {} },
  { name: 'forms.upkeep', everyMs: 3_600_000, kind: 'forms.upkeep', payload: {} },
]
