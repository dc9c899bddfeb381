import type { FieldErrors } from '#web/api/field-errors.ts'
import type { StrategyName } from '../../contract/values.ts'

/** Parameters of each strategy as they are typed, with the usual values. */
export const usualParams: Record<StrategyName, string> = {
  ma_cross: 'fast=12 slow=26',
  rsi_reversion: 'length=14 low=30 high=70 trend=100',
  volatility_breakout: 'k=0.5',
  dca: 'every=24',
}

/** Parameters as one line of text. */
export function paramsText(params: Readonly<Record<string, unknown>>): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ')
}

/** What is wrong with parameters, each by its name; `stop_pct` has a field of its own. */
export function paramsMistakes(errors: FieldErrors): string[] {
  const inner = Object.entries(errors).flatMap(([field, list]) => {
    const [, name] = /^params\.(.+)$/.exec(field) ?? []
    return name === undefined || name === 'stop_pct' ? [] : [`${name}: ${list.join(' ')}`]
  })
  return [...(errors['params'] ?? []), ...inner]
}
