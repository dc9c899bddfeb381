import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { EventFields } from '../contract/event.ts'
import { refuse } from '../errors.ts'
import { loadEvent } from '../store/events.ts'
import { loadGuild, loadGuilds } from '../store/guilds.ts'
import * as store from '../store/templates.ts'
import { newId } from './change.ts'
import { organizationOf } from './create.ts'
import { fieldsOf } from './edit.ts'
import { guildsOfOrg, rightsInOrg, sightOf } from './rights.ts'
import { requireUsable } from './series.ts'

/** The names of the templates of a server's organisation. */
export async function templatesOfGuild(context: Context, guildId: string): Promise<string[]> {
  const guild = await loadGuild(context.database, guildId)
  if (!guild) return []
  return (await store.listTemplates(context.database, [guild.org_id])).map(({ name }) => name)
}

/** Templates of the organisations that the reader knows, or of one of them. */
export async function listTemplates(
  context: Context,
  filter: { org_id?: string | undefined; guild_id?: string | undefined },
): Promise<store.TemplateRecord[]> {
  const { orgIds, guilds } = await sightOf(context)
  const all = await store.listTemplates(context.database, orgIds)
  const guild = guilds.find(({ guild_id }) => guild_id === filter.guild_id)
  return all.filter(
    ({ org_id }) =>
      (filter.org_id === undefined || org_id === filter.org_id) &&
      (filter.guild_id === undefined || org_id === guild?.org_id),
  )
}

async function requireCreator(context: Context, orgId: string): Promise<void> {
  const guilds = guildsOfOrg(await loadGuilds(context.database), orgId)
  if (!(await rightsInOrg(context, guilds)).creator) throw coreError('permission_denied')
}

/** What a template is made of. */
export type TemplateInput = {
  org_id?: string | undefined
  guild_id?: string | undefined
  name: string
  fields: EventFields
  from_event_id?: string | undefined
}

/** Keeps a template; one of the same name in the organisation is replaced. */
export async function saveTemplate(
  context: Context,
  input: TemplateInput,
): Promise<store.TemplateRecord> {
  const from = input.from_event_id
  const source = from === undefined ? null : await loadEvent(context.database, from)
  if (from !== undefined && !source) throw coreError('not_found')
  const { orgId } = source
    ? { orgId: source.event.org_id }
    : await organizationOf(context, {
        org_id: input.org_id ?? null,
        guild_id: input.guild_id ?? null,
      })
  await requireCreator(context, orgId)
  const fields = { ...(source ? fieldsOf(source.event) : {}), ...input.fields }
  requireUsable(fields)
  const now = context.clock.now()
  return context.write(async (unit) => {
    const known = await store.loadTemplateByName(unit, orgId, input.name)
    const template: store.TemplateRecord = {
      id: known?.id ?? newId(context),
      org_id: orgId,
      name: input.name,
      fields,
      created_at: known?.created_at ?? now,
      updated_at: now,
    }
    await store.saveTemplate(unit, template)
    return template
  })
}

/** Changes a template. Throws `name_taken` when another one of the organisation has its new name. */
export async function editTemplate(
  context: Context,
  id: string,
  input: { name?: string | undefined; fields?: EventFields | undefined },
): Promise<store.TemplateRecord> {
  const known = await store.loadTemplate(context.database, id)
  if (!known) throw coreError('not_found')
  await requireCreator(context, known.org_id)
  const fields = { ...known.fields, ...input.fields }
  requireUsable(fields)
  return context.write(async (unit) => {
    const template: store.TemplateRecord = {
      ...known,
      name: input.name ?? known.name,
      fields,
      updated_at: context.clock.now(),
    }
    const twin = await store.loadTemplateByName(unit, known.org_id, template.name)
    if (twin && twin.id !== id) throw refuse('name_taken')
    await store.deleteTemplate(unit, id)
    await store.saveTemplate(unit, template)
    return template
  })
}

/** Removes a template. */
export async function removeTemplate(context: Context, id: string): Promise<void> {
  const known = await store.loadTemplate(context.database, id)
  if (!known) throw coreError('not_found')
  await requireCreator(context, known.org_id)
  await context.write((unit) => store.deleteTemplate(unit, id))
}
