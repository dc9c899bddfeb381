import { isDeepStrictEqual } from 'node:util'
import type { Context } from '#core/context.ts'
import type { PatchBody } from '../contract/form.ts'
import { refuse } from '../errors.ts'
import { isAnonymous } from '../rules/state.ts'
import { loadForm, type Form } from '../store/forms.ts'
import { hasLinks, revokeTokens } from '../store/links.ts'
import type { SeenForm } from '../views/json.ts'
import { changeForm } from './change.ts'
import { rejudge } from './fetch.ts'
import { anonymityOf, deadlineOf, rolesOf } from './fields.ts'
import { asking, googleOf } from './google.ts'
import { requireNoEmail, requireNoSignIn } from './inspect.ts'
import { planReminders } from './plan.ts'
import { manageForm } from './rights.ts'
import { seenForm } from './seen.ts'

/** The form as it is to become; what was not named stays. */
function edited(context: Context, form: Form, patch: PatchBody): Form {
  const { title, description, deadline, target_roles, allow_edit, estimated_minutes } = patch
  return {
    ...form,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(deadline !== undefined && { deadline: deadlineOf(context, deadline) }),
    ...(target_roles !== undefined && {
      target_roles: rolesOf(context, form.guild_id, target_roles),
    }),
    ...(allow_edit !== undefined && { allow_edit }),
    ...(estimated_minutes !== undefined && { estimated_minutes }),
    anonymity: anonymityOf(patch, form.anonymity),
  }
}

/** Changes a form. Anonymity is fixed once it is published or a link was given out. */
export async function edit(context: Context, id: string, patch: PatchBody): Promise<SeenForm> {
  const { form: before, reader } = await manageForm(context, id)
  const wished = edited(context, before, patch)
  if (wished.anonymity !== before.anonymity && isAnonymous(wished.anonymity)) {
    requireNoSignIn(context, wished.anonymity)
    const found = await asking(context, googleOf(context).getForm(before.form_id))
    requireNoEmail(found, wished.anonymity)
  }
  const form = await changeForm(context, id, async (now, unit) => {
    const after = edited(context, now, patch)
    const isOther = after.anonymity !== now.anonymity
    if (isOther && (now.state !== 'draft' || (await hasLinks(unit, id))))
      throw refuse('ANON_LOCKED')
    const isMoved = after.deadline !== now.deadline
    if (isMoved && now.state === 'expired') throw refuse('FORM_STATE')
    if (isMoved && now.state === 'published') {
      await planReminders(context, unit, after, now.deadline)
      const isEarlier = after.deadline !== null && after.deadline < (now.deadline ?? Infinity)
      // Links must not outlive the deadline.
      if (isEarlier) await revokeTokens(unit, id)
    }
    if (isDeepStrictEqual(after, now)) return null
    // What Google holds by now may be judged otherwise: all of it is looked at.
    const isSwept = isJudgedAnew(after, now) && now.state !== 'draft'
    const swept = isSwept && { swept_at: null, next_fetch_at: context.clock.now() }
    return { form: { ...after, ...swept }, event: 'edited', data: { fields: Object.keys(patch) } }
  })
  if (isJudgedAnew(form, before) && form.state !== 'draft') await rejudgeQuietly(context, form)
  return seenForm(context, (await loadForm(context.database, id)) ?? form, reader)
}

function isJudgedAnew(after: Form, before: Form): boolean {
  return after.deadline !== before.deadline || after.allow_edit !== before.allow_edit
}

/** What cannot be judged anew now is with the next look into Google. */
async function rejudgeQuietly(context: Context, form: Form): Promise<void> {
  if (isAnonymous(form.anonymity)) return
  await rejudge(context, form)
}
