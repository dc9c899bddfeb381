import type { Locale } from '#core/i18n/locale.ts'
import type { Refusal } from '../rules/refusals.ts'
import { readable } from './numbers.ts'
import { t } from './texts.ts'

/** Values that a sentence may ask for; those that are missing are left empty. */
const empty = {
  reason: '',
  detail: '',
  market: '',
  seconds: '',
  amount: '',
  price: '',
  tif: '',
  minimum: '',
  maximum: '',
  value: '',
  limit: '',
  currency: '',
  free: '',
  wanted: '',
  needed: '',
}

/** Why an order was refused, in words and numbers. */
export function refusalText({ code, params }: Refusal, locale: Locale): string {
  const values = Object.entries(params).map(([name, value]) => [name, readable(value, locale)])
  return t(locale, `refusal.${code}`, { ...empty, ...Object.fromEntries(values) })
}
