import { languageCookie, readCookie } from '../access/cookies.ts'
import type { Actor } from '../access/actor.ts'
import { negotiateLocale, parseLocale, type Locale } from '../i18n/locale.ts'

/** Who calls, and in which language the answer is written. */
export type Caller = { actor: Actor; locale: Locale }

type Asked = { headers: Record<string, string | string[] | undefined>; query?: unknown }

function queryLanguage(query: unknown): string | undefined {
  if (typeof query !== 'object' || query === null || !('lang' in query)) return undefined
  return typeof query.lang === 'string' ? query.lang : undefined
}

/** The language of an answer: chosen (`?lang=`, cookie), then the browser's, then the person's. */
export function requestLocale({ headers, query }: Asked, actor: Actor | null): Locale {
  const accepted = headers['accept-language']
  const cookies = headers['cookie']
  return (
    parseLocale(queryLanguage(query)) ??
    parseLocale(readCookie(typeof cookies === 'string' ? cookies : undefined, languageCookie)) ??
    negotiateLocale(typeof accepted === 'string' ? accepted : undefined) ??
    actor?.user?.locale ??
    'en'
  )
}
