import type { Transaction } from '#core/db/database.ts'
import { eventFields, type EventFields } from '../contract/event.ts'
import type { Reader } from './events.ts'

/** Something that events begin with. */
export type TemplateRecord = {
  id: string
  org_id: string
  name: string
  fields: EventFields
  created_at: number
  updated_at: number
}

type TemplateRow = Omit<TemplateRecord, 'fields'> & { fields: string }
type TemplateTables = { event_templates: TemplateRow }

function tables(from: Reader) {
  return from.db.$extendTables<TemplateTables>()
}

function templateOf(row: TemplateRow): TemplateRecord {
  return { ...row, fields: eventFields.parse(JSON.parse(row.fields)) }
}

/** The template of this name, or with this id. */
export async function loadTemplateByName(
  from: Reader,
  orgId: string,
  name: string,
): Promise<TemplateRecord | null> {
  const row = await tables(from)
    .selectFrom('event_templates')
    .selectAll()
    .where('org_id', '=', orgId)
    .where((eb) => eb.or([eb('name', '=', name), eb('id', '=', name)]))
    .executeTakeFirst()
  return row ? templateOf(row) : null
}

/** One template. */
export async function loadTemplate(from: Reader, id: string): Promise<TemplateRecord | null> {
  const row = await tables(from)
    .selectFrom('event_templates')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? templateOf(row) : null
}

/** The templates of organisations, by name. */
export async function listTemplates(
  from: Reader,
  orgIds: readonly string[] | 'all',
): Promise<TemplateRecord[]> {
  if (orgIds !== 'all' && orgIds.length === 0) return []
  let query = tables(from).selectFrom('event_templates').selectAll()
  if (orgIds !== 'all') query = query.where('org_id', 'in', [...orgIds])
  return (await query.orderBy('name').execute()).map(templateOf)
}

/** Stores a template; one of the same name in the organisation is replaced. */
export async function saveTemplate(tx: Transaction, template: TemplateRecord): Promise<void> {
  const row = { ...template, fields: JSON.stringify(template.fields) }
  const { id: _, created_at: __, ...changes } = row
  await tables(tx)
    .insertInto('event_templates')
    .values(row)
    .onConflict((conflict) => conflict.columns(['org_id', 'name']).doUpdateSet(changes))
    .execute()
}

/** Removes a template. */
export async function deleteTemplate(tx: Transaction, id: string): Promise<void> {
  await tables(tx).deleteFrom('event_templates').where('id', '=', id).execute()
}
