import type { RosterMember } from '#core/access/actor.ts'
import type { Services } from '#core/context.ts'
import { isTarget } from '../rules/targets.ts'
import type { Form } from '../store/forms.ts'

/** Everybody who is asked to answer a form now, in the order of the guild's list. */
export async function targetsOf(
  services: Services,
  form: Pick<Form, 'guild_id' | 'target_roles'>,
): Promise<RosterMember[]> {
  const everyone = await services.members.everyone(form.guild_id)
  return everyone.filter((member) => isTarget(member, form.target_roles))
}

/** Whether somebody is asked to answer a form, as it is right now. */
export async function isTargetNow(
  services: Services,
  form: Pick<Form, 'guild_id' | 'target_roles'>,
  userId: string,
): Promise<boolean> {
  const member = await services.members.member(form.guild_id, userId)
  return member !== null && isTarget({ ...member, bot: false }, form.target_roles)
}
