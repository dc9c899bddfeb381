import type { Context } from '#core/context.ts'
import { dueSteps, general, nextDue } from '../rules/reminders.ts'
import { isOver } from '../rules/state.ts'
import { anonymousTakers } from '../store/counts.ts'
import { loadForm, lockForm, type Form } from '../store/forms.ts'
import * as store from '../store/reminders.ts'
import { wantsDirect } from '../store/settings.ts'
import { sortableId } from '../rules/alphabet.ts'
import { refuse } from '../errors.ts'
import type { ReminderPlan } from '../contract/people.ts'
import { doneIds, missingIds } from './people.ts'
import { showAnew } from './change.ts'
import { windReminders } from './plan.ts'
import { manageForm } from './rights.ts'

/** People mentioned in one message at most: 80 mentions of 20 digits are 1,919 of 2,000 characters. */
const mentionsAtOnce = 80
/** Between two reminders by hand, in milliseconds. */
const byHandMs = 10 * 60_000

/** One message that is to be sent now, and whom it claims. */
export type Sending = {
  form: Form
  type: string
  batch: string
  channel: 'channel' | 'dm'
  user_ids: string[]
  /** When it was claimed. */
  at: number
}

/** Decides which step is due, and notes what is skipped; null when there is nothing to send. */
async function takeStep(
  context: Context,
  id: string,
): Promise<{ form: Form; step: store.StoredStep } | null> {
  return context.write(async (unit) => {
    const form = await lockForm(unit, id)
    if (!form) return null
    const steps = await store.loadSteps(unit, id)
    const now = context.clock.now()
    // What a crash has interrupted goes on first; by-hand ones are begun by hand.
    const open = steps.find(({ state }) => state === 'sending')
    if (open) return { form, step: open }
    if (form.state !== 'published') return null
    const { send, skip } = dueSteps(steps, form.deadline, now)
    const changed = steps.flatMap((step) => {
      if (step.type === send) return { ...step, state: 'sending' as const }
      return skip.includes(step.type) ? { ...step, state: 'skipped' as const } : []
    })
    await store.saveSteps(unit, id, changed)
    const after = steps.filter(({ type }) => type !== send && !skip.includes(type))
    await windReminders(unit, form, nextDue(after))
    // From one day before the deadline on the panel looks different.
    if (changed.some(({ type }) => type === '1d')) await showAnew(context, unit, form)
    const step = changed.find(({ type }) => type === send)
    return step ? { form, step } : null
  })
}

/** Whom a message without names is noted for. */
const nobody = ''

/** Everybody whom a step concerns at this moment and who was not reminded of it yet. */
async function recipients(
  context: Context,
  form: Form,
  step: store.StoredStep,
): Promise<{ waiting: string[]; direct: string[] }> {
  const done = (await store.listReminders(context.database, form.id)).filter(
    ({ reminder_type }) => reminder_type === step.type,
  )
  const told = new Set(
    done.filter(({ outcome }) => outcome !== 'redirected').map((one) => one.discord_id),
  )
  if (step.type === general) {
    const takers = await anonymousTakers(context.database, form.id)
    return { waiting: takers.size > 0 && !told.has(nobody) ? [nobody] : [], direct: [] }
  }
  const missing = await missingIds(context, form)
  const waiting = missing.filter(
    (id) => !told.has(id) && (step.users === null || step.users.includes(id)),
  )
  const redirected = new Set(done.map((one) => one.discord_id))
  const reachable = waiting.filter((id) => !redirected.has(id))
  const wishes = await wantsDirect(context.database, reachable)
  return { waiting, direct: reachable.filter((id) => wishes.has(id)) }
}

/** Claims a message under the form's lock; whoever has answered meanwhile is left out. */
async function claim(
  context: Context,
  form: Form,
  wish: Omit<Parameters<typeof store.claimReminders>[1], 'form_id'>,
): Promise<string[]> {
  return context.write(async (unit) => {
    const now = await lockForm(unit, form.id)
    if (now?.state !== 'published') return []
    const done = await doneIds(unit, form)
    const userIds = wish.userIds.filter((id) => !done.has(id))
    return store.claimReminders(unit, { ...wish, form_id: form.id, userIds })
  })
}

/**
 * The next message of the reminders that are due, claimed in the database before it is sent: nobody
 * is reminded twice, whatever happens on the way. Null when all is done.
 */
export async function nextSending(context: Context, id: string): Promise<Sending | null> {
  for (;;) {
    const taken = await takeStep(context, id)
    if (!taken) return null
    const { form, step } = taken
    const shut = form.state !== 'published' || isOver(form, context.clock.now())
    const people = shut ? null : await recipients(context, form, step)
    if (!people || people.waiting.length === 0) {
      await context.write((unit) => store.saveSteps(unit, id, [{ ...step, state: 'sent' }]))
      continue
    }
    const [first] = people.direct
    const channel = first === undefined ? 'channel' : 'dm'
    const userIds = first === undefined ? people.waiting.slice(0, mentionsAtOnce) : [first]
    const at = context.clock.now()
    const batch = sortableId(at, context.random(10))
    const { type } = step
    const claimed = await claim(context, form, { reminder_type: type, channel, batch, at, userIds })
    const user_ids = claimed.filter((userId) => userId !== nobody)
    if (claimed.length > 0) return { form, type, batch, channel, user_ids, at }
  }
}

/** Has the reminders of a form go on after some time, in milliseconds. */
export async function goOnReminding(context: Context, form: Form, afterMs: number): Promise<void> {
  await context.write((unit) => windReminders(unit, form, context.clock.now() + afterMs))
}

/** Notes how a message ended. */
export async function settleSending(
  context: Context,
  { form, batch }: Sending,
  outcome: 'sent' | 'redirected' | 'failed',
): Promise<void> {
  await context.write((unit) => store.settleReminders(unit, form.id, batch, outcome))
  if (outcome === 'redirected') return
  const help = 'Reminders by how they ended.'
  context.metrics.count('forms_reminders_total', help, { outcome })
}

/** Messages that were claimed before a crash and of which nobody knows whether they were sent. */
export async function openSendings(context: Context, id: string): Promise<Sending[]> {
  const form = await loadForm(context.database, id)
  if (!form) return []
  const open = (await store.listReminders(context.database, id)).filter(
    ({ outcome }) => outcome === 'sending',
  )
  const batches = Map.groupBy(open, ({ batch }) => batch ?? '')
  return [...batches].flatMap(([batch, rows]) => {
    const [first] = rows
    if (!first) return []
    const channel = first.channel === 'dm' ? 'dm' : 'channel'
    const user_ids = rows.map(({ discord_id }) => discord_id).filter((one) => one !== nobody)
    return { form, type: first.reminder_type, batch, channel, user_ids, at: first.sent_at }
  })
}

/** Reminds now, by hand: everybody who has not answered, or some of them. */
export async function remindNow(
  context: Context,
  id: string,
  userIds: readonly string[] | null,
): Promise<{ recipients: number }> {
  const { form } = await manageForm(context, id)
  if (form.state !== 'published') throw refuse('FORM_NOT_OPEN')
  const missing = await missingIds(context, form)
  const users = userIds === null ? null : missing.filter((one) => userIds.includes(one))
  const now = context.clock.now()
  await context.write(async (unit) => {
    await lockForm(unit, id)
    const last = (await store.loadSteps(unit, id))
      .filter(({ type }) => type.startsWith('manual'))
      .reduce((newest, { due_at }) => Math.max(newest, due_at), 0)
    const waitMs = last + byHandMs - now
    if (waitMs > 0) {
      throw refuse('API_LIMIT_EXCEEDED', { retryAfterMs: waitMs, data: { scope: 'command' } })
    }
    const step = { type: `manual:${now}`, due_at: now, state: 'sending' as const, users }
    await store.saveSteps(unit, id, [step])
    await windReminders(unit, form, now)
    return { recipients: (users ?? missing).length }
  })
  return { recipients: (users ?? missing).length }
}

function typeOf(type: string): ReminderPlan['results'][number]['type'] {
  if (type === '3d' || type === '1d' || type === '3h' || type === 'general') return type
  return 'manual'
}

/** The plan of a form's reminders, and what became of it. */
export async function getPlan(context: Context, id: string): Promise<ReminderPlan> {
  const { form } = await manageForm(context, id, 'forms:read')
  const steps = await store.loadSteps(context.database, id)
  const reminders = await store.listReminders(context.database, id)
  const waiting = (await missingIds(context, form)).length
  const next = nextDue(steps)
  return {
    results: steps.map(({ type, due_at, state }) => {
      const own = reminders.filter((one) => one.reminder_type === type)
      const count = (outcome: string) => own.filter((one) => one.outcome === outcome).length
      return {
        type: typeOf(type),
        due_at: new Date(due_at).toISOString(),
        state,
        recipients: own.length,
        sent: count('sent'),
        failed: count('failed'),
      }
    }),
    next_at: next === null ? null : new Date(next).toISOString(),
    waiting,
  }
}
