import type { Context } from '#core/context.ts'
import type { DriftKind } from '../contract/form.ts'
import type { Form } from '../store/forms.ts'
import { noteAlert } from '../store/alerts.ts'

/** Equal alerts are told together after so long, in milliseconds. */
export const groupMs = 300_000
/** Told at once: nothing works until somebody acts. */
const severe: readonly string[] = ['account_broken', 'code_question_missing', 'no_door']

/**
 * Has the administrators of a guild told of a problem: a severe one at once, and equal ones within
 * five minutes of each other in one message.
 */
export async function raiseAlert(
  context: Context,
  form: Pick<Form, 'id' | 'guild_id'>,
  code: DriftKind | 'no_door' | 'purge' | 'sheet',
  detail: string,
): Promise<void> {
  const now = context.clock.now()
  const alert = { guild_id: form.guild_id, code, object_id: form.id }
  await context.database.write(async (tx) => {
    const noted = { ...alert, detail: detail.slice(0, 200), since: now }
    const toldAt = await noteAlert(tx, noted)
    const soonest = toldAt === null ? now : Math.max(now, toldAt + groupMs)
    await context.jobs.enqueue(tx, {
      kind: 'forms.alert',
      payload: { guild_id: form.guild_id, code },
      key: `forms:alert:${form.guild_id}:${code}`,
      onConflict: 'keep',
      guild_id: form.guild_id,
      run_at: severe.includes(code) ? soonest : now + groupMs,
    })
  })
}
