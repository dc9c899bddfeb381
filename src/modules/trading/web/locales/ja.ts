import type { en } from './en.ts'

/** The same in another language. */
export const ja: Record<keyof typeof en, string> = {
  'web.trading.title': '取引',
}
