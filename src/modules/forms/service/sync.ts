import type { Context } from '#core/context.ts'
import { loadForm } from '../store/forms.ts'
import { refuse } from '../errors.ts'
import { manageForm } from './rights.ts'
import { watchForm } from './watch.ts'

/** Looks into Google now; everything, not only what is new. */
export async function syncForm(context: Context, id: string) {
  const { form } = await manageForm(context, id)
  if (form.state === 'draft') throw refuse('FORM_STATE')
  const result = await watchForm(context, id, { full: true })
  const after = await loadForm(context.database, id)
  const at = after?.last_fetch_at ?? null
  return {
    ...result,
    last_fetch_at: at === null ? null : new Date(at).toISOString(),
    error_code: after?.fetch_error?.code ?? null,
  }
}
