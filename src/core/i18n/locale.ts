/** The languages in which everything that a person reads exists. */
export const locales = ['en', 'ja', 'fr', 'ko'] as const

/** One of the four languages. */
export type Locale = (typeof locales)[number]

/** The nearest of our languages to a BCP 47 tag (`fr-CA`, `en-US`), or null. */
export function parseLocale(tag: string | null | undefined): Locale | null {
  const language = tag?.toLowerCase().split(/[-_]/)[0]
  return locales.find((locale) => locale === language) ?? null
}

/** The language of the person at the terminal, as POSIX names it (`LANG=fr_FR.UTF-8`). */
export function terminalLocale(environment: Record<string, string | undefined>): Locale {
  const { LC_ALL, LC_MESSAGES, LANG } = environment
  return parseLocale(LC_ALL || LC_MESSAGES || LANG) ?? 'en'
}

/** The best of our languages for an `Accept-Language` header (RFC 9110 §12.5.4), or null. */
export function negotiateLocale(header: string | undefined): Locale | null {
  if (!header) return null
  const wanted = header.split(',', 20).map((part, index) => {
    const [tag = '', ...params] = part.trim().split(';')
    const quality = params.map((param) => /^\s*q=([\d.]+)\s*$/.exec(param)?.[1]).find(Boolean)
    return { locale: parseLocale(tag), quality: Number(quality ?? 1), index }
  })
  wanted.sort((a, b) => b.quality - a.quality || a.index - b.index)
  return wanted.find((item) => item.locale && item.quality > 0)?.locale ?? null
}
