import type { Context, Unit } from '#core/context.ts'
import { nextDue, planSteps } from '../rules/reminders.ts'
import { isAnonymous } from '../rules/state.ts'
import type { Form } from '../store/forms.ts'
import { forgetStage, loadSteps, saveSteps } from '../store/reminders.ts'

/** Has the reminders of a form looked at when the next one is due. */
export async function windReminders(unit: Unit, form: Form, at: number | null): Promise<void> {
  if (at === null) return
  await unit.job({
    kind: 'forms.remind',
    payload: { id: form.id },
    key: `forms:${form.id}:remind`,
    group: `forms:${form.id}:remind`,
    guild_id: form.guild_id,
    run_at: at,
  })
}

/** Has a form end when its deadline is over. */
async function windDeadline(unit: Unit, form: Form): Promise<void> {
  if (form.deadline === null) return
  await unit.job({
    kind: 'forms.expire',
    payload: { id: form.id },
    key: `forms:${form.id}:expire`,
    guild_id: form.guild_id,
    run_at: form.deadline + 1,
  })
}

/** Plans the reminders, and the end, of a form that is published or whose deadline has moved from `previous`. */
export async function planReminders(
  context: Context,
  unit: Unit,
  form: Form,
  previous: number | null = null,
): Promise<void> {
  const known = await loadSteps(unit, form.id)
  const now = context.clock.now()
  const about = { deadline: form.deadline, isAnonymous: isAnonymous(form.anonymity) }
  const steps = planSteps(about, now, known, previous)
  for (const step of steps) {
    const old = known.find(({ type }) => type === step.type)
    // What is planned once more is sent once more.
    if (old?.state === 'sent' && step.state === 'planned') {
      await forgetStage(unit, form.id, step.type)
    }
  }
  await saveSteps(unit, form.id, steps)
  await windReminders(unit, form, nextDue(steps))
  await windDeadline(unit, form)
}
