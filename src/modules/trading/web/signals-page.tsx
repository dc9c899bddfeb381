import { z } from 'zod'
import { Failure } from '#web/pages/error.tsx'
import { Field, Select, TextInput } from '#web/ui/field.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { strategyName as strategyNames } from '../contract/values.ts'
import { useSignals } from './data/queries.ts'
import { SignalsTable } from './signals-table.tsx'
import { useStrategyName } from './strategies/names.ts'
import { useTexts } from './texts.ts'
import { TradingPage, Waiting } from './trading-page.tsx'

const search = z.object({
  ticker: z.string().max(20).optional().catch(undefined),
  strategy: strategyNames.optional().catch(undefined),
})

function Filters() {
  const { text } = useTexts()
  const strategyName = useStrategyName()
  const [{ ticker, strategy }, change] = useUrlSearch(search)
  return (
    <div className="grid max-w-xl gap-3 sm:grid-cols-2">
      <Field label={text('web.trading.market')}>
        {(id) => (
          <TextInput
            id={id}
            placeholder="BTC"
            value={ticker ?? ''}
            onChange={({ target }) => change({ ticker: target.value.toUpperCase() || undefined })}
          />
        )}
      </Field>
      <Field label={text('web.trading.strategy')}>
        {(id) => (
          <Select
            id={id}
            value={strategy ?? ''}
            onChange={({ target }) => change({ strategy: target.value || undefined })}
          >
            <option value="">{text('web.trading.show.all')}</option>
            {strategyNames.options.map((name) => (
              <option key={name} value={name}>
                {strategyName(name)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  )
}

function List() {
  const { text } = useTexts()
  const [{ ticker, strategy }] = useUrlSearch(search)
  const { data, error, refetch } = useSignals({ ticker, strategy, limit: 50 })
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting />
  return <SignalsTable signals={data.signals} caption={text('web.trading.nav.signals')} />
}

/** `/trading/signals`: what strategies saw, and whether it was acted on. */
export function SignalsPage() {
  const { text } = useTexts()
  return (
    <TradingPage title={text('web.trading.nav.signals')} note={text('web.trading.signals.note')}>
      {() => (
        <>
          <Filters />
          <List />
        </>
      )}
    </TradingPage>
  )
}
