import type { Context } from '#core/context.ts'
import { isGoogleFailure } from '#core/google/errors.ts'
import { loadForm, lockForm, updateForm } from '../store/forms.ts'
import { raiseAlert } from './alerts.ts'
import { followAccepting } from './publish.ts'

const usualWaitMs = 30_000

/**
 * Makes Google take answers exactly while the form is open, and notes what Google says then. Returns
 * when to try again, in milliseconds; null when it is settled or cannot be.
 */
export async function copyAccepting(context: Context, id: string): Promise<number | null> {
  const form = await loadForm(context.database, id)
  if (!form) return null
  try {
    const accepting = await followAccepting(context, form)
    await context.write(async (unit) => {
      const before = await lockForm(unit, id)
      if (before) await updateForm(unit, { ...before, accepting, legacy: accepting === null })
    })
    return null
  } catch (error) {
    if (!isGoogleFailure(error)) throw error
    const isPassing = error.outcome === 'exhausted' || error.outcome === 'unavailable'
    if (isPassing) return error.retryAfterMs ?? usualWaitMs
    await raiseAlert(context, form, 'form_unshared', error.message)
    return null
  }
}
