import { rightsIn, type Rights } from '#core/access/rights.ts'
import type { Scope } from '#core/access/actor.ts'
import type { Context } from '#core/context.ts'
import { AppError } from '#core/errors.ts'
import { notAuthorized, refuse } from '../errors.ts'
import { loadForm, type Form } from '../store/forms.ts'
import { loadSettings } from '../store/settings.ts'

/** Who reads or changes forms of a guild. */
export type Reader = {
  guild_id: string
  /** Null for a key that acts for nobody. */
  user_id: string | null
  manager: boolean
  roles: readonly string[]
}

/** Who the actor is in a guild, and whether he or she manages its forms. */
export async function readerIn(
  context: Context,
  guildId: string,
  scope: Scope = 'forms:read',
): Promise<Reader> {
  if (context.actor.source === 'system') {
    return { guild_id: guildId, user_id: null, manager: true, roles: [] }
  }
  const rights: Rights = await rightsIn(context, guildId, scope)
  const roles = rights.roles ?? []
  const isAdmin = async () => {
    const { admin_role_ids } = await loadSettings(context.database, guildId)
    return roles.some((role) => admin_role_ids.includes(role))
  }
  const manager = rights.manager || (await isAdmin())
  return { guild_id: guildId, user_id: rights.user_id, manager, roles }
}

/** Throws `NOT_AUTHORIZED` unless the actor manages the guild's forms. */
export async function requireManager(
  context: Context,
  guildId: string,
  scope: Scope = 'forms:write',
): Promise<Reader> {
  const reader = await readerIn(context, guildId, scope)
  if (!reader.manager) throw notAuthorized('manage')
  return reader
}

/** A form and who reads it. Whoever may not know of it learns only that there is none. */
export async function openForm(
  context: Context,
  id: string,
  scope: Scope = 'forms:read',
): Promise<{ form: Form; reader: Reader }> {
  const form = await loadForm(context.database, id)
  if (!form) throw refuse('FORM_NOT_FOUND')
  try {
    const reader = await readerIn(context, form.guild_id, scope)
    if (!reader.manager && form.state === 'draft') throw refuse('FORM_NOT_FOUND')
    return { form, reader }
  } catch (error) {
    const isHidden =
      error instanceof AppError && ['permission_denied', 'not_found'].includes(error.code)
    throw isHidden ? refuse('FORM_NOT_FOUND') : error
  }
}

/** A form for those who manage it. */
export async function manageForm(
  context: Context,
  id: string,
  scope: Scope = 'forms:write',
): Promise<{ form: Form; reader: Reader }> {
  const opened = await openForm(context, id, scope)
  if (!opened.reader.manager) throw notAuthorized('manage')
  return opened
}
