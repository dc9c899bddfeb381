import { coreError } from '#core/errors.ts'
import type { Call, ModalCall } from '#discord/part.ts'

/** The guild of an interaction; throws `not_found` where there is none. */
export function guildOf(call: Call): string {
  if (!call.guild_id) throw coreError('not_found')
  return call.guild_id
}

/** What was filled in of the form for a form. */
export type Filled = {
  google_form_url: string
  deadline: string
  target_roles: string | string[]
  is_anonymous: boolean
  allow_edit: boolean
}

/** Reads the form for a form; roles come as a choice or as a typed list. */
export function filledIn({ fields }: ModalCall): Filled {
  const text = (name: string) => {
    const value = fields[name]
    return typeof value === 'string' ? value.trim() : ''
  }
  const roles = fields['targetRoles']
  const target_roles = Array.isArray(roles) ? roles : text('targetRoles')
  return {
    google_form_url: text('googleFormUrl'),
    deadline: text('deadline'),
    target_roles,
    is_anonymous: fields['isAnonymous'] === true,
    allow_edit: fields['allowEdit'] !== false,
  }
}
