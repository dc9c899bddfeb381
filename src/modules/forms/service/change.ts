import type { Context, Unit } from '#core/context.ts'
import { refuse } from '../errors.ts'
import { lockForm, updateForm, type Form } from '../store/forms.ts'

/** What happened to a form. */
export type FormEvent =
  | 'created'
  | 'edited'
  | 'published'
  | 'closed'
  | 'expired'
  | 'reopened'
  | 'deleted'
  | 'responses'
  | 'message_posted'

/** Tells of something that happened to a form. */
export async function announce(
  unit: Unit,
  form: Form,
  event: FormEvent,
  data: Record<string, unknown> = {},
): Promise<void> {
  await unit.fact({
    topic: 'form',
    type: event,
    object_id: form.id,
    guild_id: form.guild_id,
    version: form.version,
    data,
  })
}

/** Has a form that is locked shown anew: what it looks like depends on the time, too. */
export async function showAnew(context: Context, unit: Unit, before: Form): Promise<Form> {
  const form = { ...before, version: before.version + 1, updated_at: context.clock.now() }
  await updateForm(unit, form)
  await announce(unit, form, 'edited', { state: form.state, fields: [] })
  return form
}

/** What a decision makes of a form; null leaves it as it is and tells nobody. */
export type Change = { form: Form; event: FormEvent; data?: Record<string, unknown> } | null

/**
 * Changes a form under its lock: the decision sees it as it is now, and what it returns is stored
 * with the next version and told in the same transaction. Throws `FORM_NOT_FOUND`.
 */
export async function changeForm(
  context: Context,
  id: string,
  decide: (form: Form, unit: Unit) => Promise<Change> | Change,
): Promise<Form> {
  return context.write((unit) => changeLocked(context, unit, id, decide))
}

/** The same inside a transaction that does more. */
export async function changeLocked(
  context: Context,
  unit: Unit,
  id: string,
  decide: (form: Form, unit: Unit) => Promise<Change> | Change,
): Promise<Form> {
  const before = await lockForm(unit, id)
  if (!before) throw refuse('FORM_NOT_FOUND')
  const change = await decide(before, unit)
  if (!change) return before
  const form = { ...change.form, version: before.version + 1, updated_at: context.clock.now() }
  await updateForm(unit, form)
  await announce(unit, form, change.event, { state: form.state, ...change.data })
  return form
}
