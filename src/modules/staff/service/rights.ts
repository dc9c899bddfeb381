import { rightsIn, type Rights } from '#core/access/rights.ts'
import { keyAllows } from '#core/access/actor.ts'
import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { refuse } from '../errors.ts'
import { t } from '../views/texts.ts'

/** The server that is meant; throws `not_configured` where none is named and none is the usual one. */
export function guildOf(context: Context, named: string | undefined): string {
  const guildId = named ?? context.primaryGuild()
  if (guildId === null) {
    const error = t(context.locale, 'error.not_configured')
    throw refuse('not_configured', { data: { error, configured: false } })
  }
  return guildId
}

/** The rights of a reader of the roster: members of the server, and keys. */
export async function requireReader(context: Context, guildId: string): Promise<Rights> {
  if (context.actor.source === 'system') {
    return { user_id: null, manager: true, service: true, username: null, roles: null }
  }
  const rights = await rightsIn(context, guildId, 'staff:read')
  return { ...rights, manager: rights.manager && mayWrite(context, guildId) }
}

/** A key reads with one scope and writes with another. */
function mayWrite({ actor }: Context, guildId: string): boolean {
  return actor.key === null || keyAllows(actor, 'staff:write', guildId)
}

/** Throws `permission_denied` for everybody but those who manage the server, and keys that may write. */
export async function requireManager(context: Context, guildId: string): Promise<void> {
  if (context.actor.source === 'system') return
  const rights = await rightsIn(context, guildId, 'staff:write')
  if (!rights.manager) throw coreError('permission_denied')
}
