import { findUser } from '#core/access/users.ts'
import type { Context } from '#core/context.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { createTexts } from '#core/i18n/texts.ts'
import { catalogue } from '../views/texts.ts'

/** The words of refusals and mistakes: our own, and those that every module shares. */
export const texts = createTexts([{ name: 'trading', catalogue }])

/**
 * The language of an answer to a program that speaks for a person: the one it asks for, else the
 * person's, else that of the server.
 */
export async function localeFor(
  context: Context,
  who: { userId: string; headers: Readonly<Record<string, string | undefined>> },
): Promise<Locale> {
  if (who.headers['accept-language'] !== undefined) return context.locale
  const user = await findUser(context.database, who.userId)
  if (user?.locale) return user.locale
  const guild = context.primaryGuild()
  return (guild === null ? null : context.members.guildLocale(guild)) ?? context.locale
}
