import { strategyName } from '../../contract/values.ts'
import { useTexts, type TextKey } from '../texts.ts'

/** The name of a strategy in the reader's language; one that is not known keeps its own. */
export function useStrategyName(): (name: string) => string {
  const { text } = useTexts()
  return (name) => {
    const known = strategyName.safeParse(name)
    return known.success ? text(`web.trading.strategy.${known.data}` satisfies TextKey) : name
  }
}
