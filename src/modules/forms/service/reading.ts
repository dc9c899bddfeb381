import { visibleGuilds } from '#core/access/rights.ts'
import type { Context } from '#core/context.ts'
import type { FormState, ListQuery } from '../contract/form.ts'
import { isTarget } from '../rules/targets.ts'
import { listForms, type Form } from '../store/forms.ts'
import type { SeenForm } from '../views/json.ts'
import { openForm, readerIn, requireManager, type Reader } from './rights.ts'
import { seenForm } from './seen.ts'

/** One form. */
export async function getForm(context: Context, id: string): Promise<SeenForm> {
  const { form, reader } = await openForm(context, id)
  return seenForm(context, form, reader)
}

/** Members see what they are asked to answer; whoever manages forms sees all of them. */
function mayList(form: Form, reader: Reader): boolean {
  if (reader.manager) return true
  const member = { user_id: reader.user_id ?? '', bot: false, roles: reader.roles }
  return form.state !== 'draft' && isTarget(member, form.target_roles)
}

async function guildsOf(context: Context, guildId: string | undefined): Promise<string[]> {
  if (guildId !== undefined) return [guildId]
  const visible = await visibleGuilds(context, 'forms:read')
  if (visible !== 'all') return visible
  const forms = await listForms(context.database, { guildIds: null })
  return [...new Set(forms.map(({ guild_id }) => guild_id))]
}

/** Forms of a guild in some states, the newest first, for those who manage them: nothing is counted. */
export async function listManaged(
  context: Context,
  guildId: string,
  states: readonly FormState[],
): Promise<Form[]> {
  await requireManager(context, guildId)
  return listForms(context.database, { guildIds: [guildId], states })
}

/** Forms, the newest first, one page of them. */
export async function listSeen(
  context: Context,
  query: ListQuery,
): Promise<{ count: number; results: SeenForm[] }> {
  const guildIds = await guildsOf(context, query.guild_id)
  const readers = new Map<string, Reader>()
  for (const id of guildIds) readers.set(id, await readerIn(context, id))
  const all = await listForms(context.database, {
    guildIds,
    q: query.q,
    ...(query.state && { states: [query.state] }),
  })
  const listed = all.flatMap((form) => {
    const reader = readers.get(form.guild_id)
    return reader && mayList(form, reader) ? [{ form, reader }] : []
  })
  const begin = (query.page - 1) * query.page_size
  const page = listed.slice(begin, begin + query.page_size)
  const results: SeenForm[] = []
  for (const { form, reader } of page) results.push(await seenForm(context, form, reader))
  return { count: listed.length, results }
}
