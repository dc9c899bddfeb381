import type { en } from './en.ts'

/** The same in another language. */
export const fr: Record<keyof typeof en, string> = {
  'web.trading.title': 'Trading',
}
