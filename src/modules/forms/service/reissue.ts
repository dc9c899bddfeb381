import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { refuse } from '../errors.ts'
import { isAnonymous } from '../rules/state.ts'
import { forgetIssued } from '../store/anonymous.ts'
import { revokeTokens } from '../store/links.ts'
import { changeForm } from './change.ts'
import { manageForm } from './rights.ts'

/** Lets somebody who lost the link of an anonymous form take another; it shows as "re-issued". */
export async function reissue(context: Context, id: string, userId: string): Promise<void> {
  const { form } = await manageForm(context, id)
  if (!isAnonymous(form.anonymity)) throw refuse('FORM_STATE')
  await changeForm(context, id, async (before, unit) => {
    if (!(await forgetIssued(unit, id, userId))) throw coreError('not_found')
    return { form: { ...before, reissued: before.reissued + 1 }, event: 'edited' }
  })
}

/** Makes somebody's unused links of a form worthless. */
export async function revokeLinks(context: Context, id: string, userId: string): Promise<void> {
  await manageForm(context, id)
  await context.write((unit) => revokeTokens(unit, id, userId))
}
