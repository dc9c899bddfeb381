import { z } from 'zod'
import { strategyName } from '../../contract/values.ts'
import { useTexts, type TextKey } from '../texts.ts'

/** What people do themselves, in lists of what strategies do. */
const manual = z.literal('manual')

/** The name of a strategy in the reader's language; one that is not known keeps its own. */
export function useStrategyName(): (name: string) => string {
  const { text } = useTexts()
  return (name) => {
    const known = strategyName.or(manual).safeParse(name)
    return known.success ? text(`web.trading.strategy.${known.data}` satisfies TextKey) : name
  }
}
