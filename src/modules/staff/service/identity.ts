import type { KnownAccount } from '#core/access/actor.ts'
import type { Context } from '#core/context.ts'
import { AppError } from '#core/errors.ts'
import type { IdWarning, SavedRow, StaffRow } from '../contract/row.ts'
import { refuse } from '../errors.ts'
import { t } from '../views/texts.ts'

/** What Discord says of an id that somebody typed. */
export type IdCheck = { account: KnownAccount | null; warnings: readonly IdWarning[] }

/** Whether a person is in a server; true where Discord cannot be asked. */
export async function isInGuild(
  context: Context,
  guildId: string,
  userId: string,
): Promise<boolean> {
  try {
    return (await context.members.member(guildId, userId)) !== null
  } catch (error) {
    if (error instanceof AppError) return true
    throw error
  }
}

/**
 * Looks an id up before it is taken over. Bots are refused (`is_a_bot`); a person who is not in the
 * server, or not known, is only warned of: he or she may come later, and Discord may be away.
 */
export async function checkId(context: Context, guildId: string, id: string): Promise<IdCheck> {
  let account: KnownAccount | null
  try {
    account = await context.members.account(id)
  } catch (error) {
    if (error instanceof AppError) return { account: null, warnings: ['id_unchecked'] }
    throw error
  }
  if (!account) return { account, warnings: ['id_unknown'] }
  if (account.bot) throw refuse('is_a_bot')
  const isHere = await isInGuild(context, guildId, id)
  return { account, warnings: isHere ? [] : ['id_not_in_guild'] }
}

/** A saved row with what is worth knowing about its id, in the words of whoever saved it. */
export function withWarnings(
  { locale }: Context,
  row: StaffRow,
  warnings: readonly IdWarning[],
): SavedRow {
  return {
    ...row,
    warnings: warnings.map((code) => ({ code, text: t(locale, `warning.${code}`) })),
  }
}
