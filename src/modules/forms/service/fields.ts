import type { Context } from '#core/context.ts'
import type { Anonymity } from '../contract/form.ts'
import { refuse } from '../errors.ts'
import { readDeadline } from '../rules/deadline.ts'
import { environment } from '../rules/environment.ts'
import { readRoles } from '../rules/targets.ts'

/** The zone in which deadlines are typed and shown. */
export function zoneOf(context: Pick<Context, 'settings'>): string {
  return context.settings(environment).FORMS_TIMEZONE
}

/** A deadline as it was typed. Throws `INVALID_DEADLINE`, also when it is over already. */
export function deadlineOf(context: Context, text: string | null | undefined): number | null {
  if (text === null || text === undefined || text.trim() === '') return null
  const at = readDeadline(text, zoneOf(context))
  if (at === null || at <= context.clock.now()) throw refuse('INVALID_DEADLINE')
  return at
}

/** Ids of the roles that were named. Throws `UNKNOWN_ROLE`. */
export function rolesOf(
  context: Context,
  guildId: string,
  given: string | readonly string[],
): string[] {
  const text = typeof given === 'string' ? given : given.join(',')
  const read = readRoles(text, context.members.roles(guildId))
  if (read.ok) return read.ids
  throw refuse('UNKNOWN_ROLE', { params: { role: read.unknown } })
}

/** What is known of who answers: said exactly, else by the seed's yes or no. */
export function anonymityOf(
  wish: { anonymity?: Anonymity | undefined; is_anonymous?: boolean | undefined },
  otherwise: Anonymity,
): Anonymity {
  if (wish.anonymity) return wish.anonymity
  if (wish.is_anonymous === undefined) return otherwise
  const isNow = otherwise === 'ledger' || otherwise === 'blind'
  if (wish.is_anonymous === isNow) return otherwise
  return wish.is_anonymous ? 'blind' : 'named'
}
