import type { Locale } from '#core/i18n/locale.ts'
import { t } from './texts.ts'

/** A small picture for web sites: how many of how many are online. Only numbers vary in it. */
export function badge(locale: Locale, online: number, total: number): string {
  const title = t(locale, 'panel.title')
  const left = 12 + title.length * (/[^\p{Script=Latin}]/u.test(title) ? 12 : 7)
  const text = `${online} / ${total}`
  const right = 28 + text.length * 7
  const width = left + right
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="22" role="img" aria-label="${title}: ${text}"><title>${title}: ${text}</title><rect width="${width}" height="22" rx="6" fill="#27272a"/><rect x="${left}" width="${right}" height="22" rx="6" fill="${online > 0 ? '#166534' : '#52525b'}"/><g fill="#fff" font-family="system-ui,sans-serif" font-size="12"><text x="6" y="15">${title}</text><circle cx="${left + 12}" cy="11" r="4"/><text x="${left + 22}" y="15">${text}</text></g></svg>`
}
