import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { systemClock } from '#core/clock.ts'
import { createContext, type Context, type Services } from '#core/context.ts'
import { RetryLater, type JobKind, type JobSchedule } from '#core/jobs/jobs.ts'
import type { Runner } from '#core/module.ts'
import { copyAccepting } from './service/accepting.ts'
import { expire } from './service/publish.ts'
import { noteFigures } from './service/figures.ts'
import { copyForm, copyHeldBack, queueCopy } from './service/sheet.ts'
import { cleanUp } from './service/upkeep.ts'
import { keepWatches, noticedForms } from './service/watches.ts'
import { watchForm } from './service/watch.ts'
import { showHeldBack } from './service/save.ts'
import { isAnonymous } from './rules/state.ts'
import { dueForms, listForms, overdueForms } from './store/forms.ts'
import { waitingSheets } from './store/sheets.ts'

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

/** Has everything looked at whose time has come. */
async function round(context: Context): Promise<void> {
  const now = context.clock.now()
  for (const id of await dueForms(context.database, now, atOnce)) await queueFetch(context, id)
  for (const id of await waitingSheets(context.database, now)) await queueCopy(context, id)
  await noteFigures(context)
}

/** How often a process looks by itself what is due, and for notices, in milliseconds. */
const roundMs = 10_000

/** Keeps watches and hears their notices, at most once in a round's time. */
function createHearing(context: Context): () => Promise<void> {
  let heardAt = Number.NEGATIVE_INFINITY
  return async () => {
    const now = context.clock.now()
    if (now - heardAt < roundMs) return
    heardAt = now
    await keepWatches(context)
    for (const id of await noticedForms(context)) await queueFetch(context, id)
  }
}

/**
 * Looks now and then which forms are to be fetched. How often Google is asked follows real time: a
 * program whose clock is moved on by days does not ask for each minute of them.
 */
export function formsRunner(services: Services): Runner {
  const context = createContext(services, { actor: systemActor, locale: 'en' })
  const hear = createHearing(context)
  let timer = { cancel: () => {} }
  let running: Promise<void> = Promise.resolve()
  let stopped = false

  function look(): Promise<void> {
    running = running
      .then(hear)
      .then(() => round(context))
      .catch((error: unknown) => {
        services.log.warn({ err: error }, 'what is due of the forms could not be read')
      })
    return running
  }

  function tick(): void {
    if (stopped) return
    void look()
    timer = systemClock.after(roundMs, tick)
  }

  return {
    async start() {
      tick()
    },
    async settle() {
      if (!stopped) await look()
    },
    async stop() {
      stopped = true
      timer.cancel()
      await running
    },
  }
}

const dayMs = 24 * 3_600_000

async function hourly(context: Context): Promise<void> {
  const now = context.clock.now()
  for (const id of await overdueForms(context.database, now)) await expire(context, id)
  // Also of those that have ended: what came last would be held back for ever.
  const states = ['published', 'expired', 'closed'] as const
  const all = await listForms(context.database, { guildIds: null, states })
  for (const one of all) {
    const isLong = one.state !== 'published' && now - (one.closed_at ?? 0) > dayMs
    if (!isAnonymous(one.anonymity) || isLong) continue
    await showHeldBack(context, one.id)
    await copyHeldBack(context, one.id)
  }
  await cleanUp(context)
}

/** What happens to forms later, without Discord. */
export function formsJobs(services: Services): readonly JobKind[] {
  const context = createContext(services, { actor: systemActor, locale: 'en' })
  const ofForm = (kind: string, run: (id: string) => Promise<void>): JobKind<FormPayload> => ({
    kind,
    payload: form,
    run: ({ id }) => run(id),
  })
  return [
    { kind: 'forms.upkeep', payload: nothing, run: () => hourly(context) },
    ofForm('forms.expire', (id) => expire(context, id)),
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
  { name: 'forms.upkeep', everyMs: 3_600_000, kind: 'forms.upkeep', payload: {} },
]
