import { z } from 'zod'
import type { Context } from '#core/context.ts'
import { check } from '#core/http/issues.ts'
import { decimal, parseDecimal, plainText } from '#core/money.ts'
import type { StrategyName } from '../../contract/values.ts'
import { strategies } from '../../rules/strategies/built-in.ts'
import { texts } from '../language.ts'
import { badParameters } from './command.ts'

/** An amount of KRW, or a rate: exact, typed or as a JSON number, and as text from there on. */
export const exact = (minimum: string, maximum: string) =>
  z.union([z.string().max(40), z.number()]).transform((value, issue) => {
    const parsed = parseDecimal(String(value).replaceAll(/[,_]/g, ''))
    const of = { origin: 'number', inclusive: true, input: value } as const
    if (!parsed) issue.addIssue({ code: 'custom', message: 'Must be an amount.' })
    else if (parsed.lt(decimal(minimum)))
      issue.addIssue({ ...of, code: 'too_small', minimum: Number(minimum), message: '' })
    else if (parsed.gt(decimal(maximum)))
      issue.addIssue({ ...of, code: 'too_big', maximum: Number(maximum), message: '' })
    else return plainText(parsed)
    return z.NEVER
  })

/** What a strategy may spend at once: what the exchange takes as one order. */
export const orderKrw = exact('5000', '1000000000')
/** What it spends unless it is told otherwise. */
export const usualOrderKrw = '100000'

/** What a strategy is set to, checked by its own rules; throws `bad_request` with every mistake. */
export function checkedParams(
  { locale }: Pick<Context, 'locale'>,
  name: StrategyName,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const checked = check(strategies[name].params, given, { texts, locale })
  if (checked.ok) return checked.value
  throw badParameters(
    checked.mistakes.map(({ path, message }) => ({ path: ['params', ...path], message })),
  )
}
