import type { en } from './en.ts'

/** The same in another language. */
export const ko: Record<keyof typeof en, string> = {
  'web.trading.title': '거래',
}
