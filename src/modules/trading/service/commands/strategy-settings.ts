import { z } from 'zod'
import type { Context } from '#core/context.ts'
import { check, type Mistake } from '#core/http/issues.ts'
import { decimalOf, parseDecimal, plainText, type Decimal } from '#core/money.ts'
import type { StrategyName } from '../../contract/values.ts'
import { strategies } from '../../rules/strategies/built-in.ts'
import { stopPercent } from '../../rules/strategies/params.ts'
import { texts } from '../language.ts'
import { badParameters } from './command.ts'

/** An amount of KRW, or a rate: exact, typed or as a JSON number, and as text from there on. */
export const exact = (minimum: number, maximum: number) =>
  z.union([z.string().max(40), z.number()]).transform((value, issue) => {
    const parsed = parseDecimal(String(value).replaceAll(/[,_]/g, ''))
    const of = { origin: 'number', inclusive: true, input: value } as const
    if (!parsed) issue.addIssue({ code: 'custom', message: 'Must be an amount.' })
    else if (parsed.lt(decimalOf(minimum)))
      issue.addIssue({ ...of, code: 'too_small', minimum, message: '' })
    else if (parsed.gt(decimalOf(maximum)))
      issue.addIssue({ ...of, code: 'too_big', maximum, message: '' })
    else return plainText(parsed)
    return z.NEVER
  })

/** What a strategy may spend at once: what the exchange takes as one order. */
export const orderKrw = exact(5_000, 1_000_000_000)
/** What it spends unless it is told otherwise. */
export const usualOrderKrw = '100000'

const at = ({ message }: Mistake, ...path: string[]) => ({ path: ['params', ...path], message })

/** Of what a strategy is told, the stop belongs to the position: `params` are its own. */
type Told = { params: Record<string, unknown>; stop_pct: Decimal | null | undefined }

/**
 * What a strategy is told, checked by its own rules; `before` is what it was set to. Throws
 * `bad_request` with every mistake.
 */
export function checkedParams(
  { locale }: Pick<Context, 'locale'>,
  name: StrategyName,
  given: Readonly<Record<string, unknown>> = {},
  before: Readonly<Record<string, unknown>> = {},
): Told {
  const { stop_pct: stopText, ...own } = given
  const language = { texts, locale }
  const params = check(strategies[name].params, { ...before, ...own }, language)
  const stop = check(stopPercent, stopText, language)
  if (params.ok && stop.ok) return { params: params.value, stop_pct: stop.value }
  throw badParameters([
    ...(params.ok ? [] : params.mistakes.map((one) => at(one, ...one.path))),
    ...(stop.ok ? [] : stop.mistakes.map((one) => at(one, 'stop_pct'))),
  ])
}
