import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { FormState } from '../contract/form.ts'
import { isTarget } from '../rules/targets.ts'
import { listForms } from '../store/forms.ts'
import { saveDirect, wantsDirect } from '../store/settings.ts'
import type { SeenForm } from '../views/json.ts'
import { readerIn } from './rights.ts'
import { seenForm } from './seen.ts'

/** A reader's own forms, and how he or she wants to be reminded. */
export type Own = { results: SeenForm[]; dm_reminders: boolean }

function personOf(context: Context): string {
  const id = context.actor.user?.discord_id
  if (id === undefined) throw coreError('permission_denied')
  return id
}

/** Forms that somebody is asked to answer: the open ones first, those without an answer before. */
export async function myForms(
  context: Context,
  guildId: string | null,
  states: readonly FormState[] = ['published', 'expired', 'closed'],
): Promise<Own> {
  const userId = personOf(context)
  const guildIds = guildId === null ? await context.members.guildsOf(userId) : [guildId]
  const results: SeenForm[] = []
  for (const id of guildIds) {
    const reader = await readerIn(context, id)
    const member = { user_id: userId, bot: false, roles: reader.roles }
    const forms = await listForms(context.database, { guildIds: [id], states })
    for (const form of forms.filter((one) => isTarget(member, one.target_roles))) {
      results.push(await seenForm(context, form, reader))
    }
  }
  const rank = ({ form, mine }: SeenForm) =>
    form.state !== 'published' ? 2 : mine?.answered === true ? 1 : 0
  const end = ({ form }: SeenForm) => form.deadline ?? Number.MAX_SAFE_INTEGER
  results.sort((a, b) => rank(a) - rank(b) || end(a) - end(b))
  const dm_reminders = (await wantsDirect(context.database, [userId])).has(userId)
  return { results, dm_reminders }
}

/** Decides whether somebody is reminded by direct message. */
export async function setDirect(context: Context, on: boolean): Promise<{ dm_reminders: boolean }> {
  const userId = personOf(context)
  return context.write(async (unit) => {
    await saveDirect(unit, userId, on)
    return { dm_reminders: on }
  })
}
