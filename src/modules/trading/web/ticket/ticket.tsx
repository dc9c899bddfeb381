import { useState } from 'react'
import { newIdempotencyKey } from '#web/api/client.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Select, TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import type { Overview } from '../../contract/rest.ts'
import { useCommand, type Outcome } from '../data/commands.ts'
import { coinOf } from '../data/amounts.ts'
import { useNumbers } from '../data/numbers.ts'
import { useTexts, type TextKey } from '../texts.ts'
import { askedOf, type Asked } from './asked.ts'
import { FollowUp, OrderResult } from './follow-up.tsx'
import { QuoteLines } from './quote-lines.tsx'
import { Review } from './review.tsx'
import { emptyTicket, parametersOf, shares, type TicketValues } from './values.ts'
import { useQuote } from './use-quote.ts'

type Step =
  | { at: 'edit' }
  | { at: 'review'; key: string; text: string }
  | { at: 'asked'; asked: Asked }
  | { at: 'done'; outcome: Outcome }

type EditProps = {
  market: string
  overview: Overview
  values: TicketValues
  onChange: (values: TicketValues) => void
  onReview: (text: string) => void
}

function Amounts({ market, values, onChange, overview }: Omit<EditProps, 'onReview'>) {
  const { text } = useTexts()
  const numbers = useNumbers()
  const coin = coinOf(market)
  const isBuy = values.side === 'buy'
  const held = overview.balance?.holdings.find(({ currency }) => currency === coin)
  const free = isBuy
    ? numbers.krw(overview.balance?.available_krw ?? null)
    : `${numbers.coins(held?.balance ?? '0')} ${coin}`
  const unit = isBuy && !values.in_coins ? 'KRW' : coin
  return (
    <>
      {isBuy && (
        <Segmented
          label={text('web.trading.ticket.unit')}
          name="ticket-unit"
          value={values.in_coins ? 'coins' : 'krw'}
          options={[
            { value: 'krw', label: 'KRW' },
            { value: 'coins', label: coin },
          ]}
          onChange={(next) => onChange({ ...values, in_coins: next === 'coins', amount: '' })}
        />
      )}
      <FormField
        label={text('web.trading.ticket.amount', { unit })}
        help={text('web.trading.ticket.free', { free })}
      >
        {(described) => (
          <TextInput
            {...described}
            inputMode="decimal"
            autoComplete="off"
            value={values.amount}
            onChange={({ target }) => onChange({ ...values, amount: target.value })}
          />
        )}
      </FormField>
      {!values.in_coins && (
        <div className="flex flex-wrap gap-2">
          {shares.map((share) => (
            <Button key={share} onClick={() => onChange({ ...values, amount: share })}>
              {share === 'all' ? text('web.trading.ticket.all') : share}
            </Button>
          ))}
        </div>
      )}
    </>
  )
}

function Edit(props: EditProps) {
  const { market, values, onChange } = props
  const { text } = useTexts()
  const quote = useQuote(market, values)
  const isLimit = values.price !== null
  const isReady = quote.data !== undefined && quote.data.refusal === null && !quote.isFetching
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady) props.onReview(quote.data.text)
      }}
    >
      <Segmented
        label={text('web.trading.side')}
        name="ticket-side"
        value={values.side}
        options={[
          { value: 'buy', label: text('web.trading.side.buy') },
          { value: 'sell', label: text('web.trading.side.sell') },
        ]}
        onChange={(side) => onChange({ ...emptyTicket, side, price: values.price })}
      />
      <Amounts {...props} />
      <Segmented
        label={text('web.trading.ticket.type')}
        name="ticket-type"
        value={isLimit ? 'limit' : 'market'}
        options={[
          { value: 'market', label: text('web.trading.ticket.market') },
          { value: 'limit', label: text('web.trading.ticket.limit') },
        ]}
        onChange={(type) => onChange({ ...values, price: type === 'limit' ? '' : null, tif: '' })}
      />
      {values.price !== null && (
        <>
          <FormField label={text('web.trading.ticket.price')}>
            {(described) => (
              <TextInput
                {...described}
                inputMode="decimal"
                autoComplete="off"
                value={values.price ?? ''}
                onChange={({ target }) => onChange({ ...values, price: target.value })}
              />
            )}
          </FormField>
          <FormField label={text('web.trading.ticket.tif')}>
            {(described) => (
              <Select
                {...described}
                value={values.tif}
                onChange={({ target }) => onChange({ ...values, tif: target.value })}
              >
                {(['', 'ioc', 'fok', 'post_only'] as const).map((tif) => (
                  <option key={tif} value={tif}>
                    {text(`web.trading.tif.${tif === '' ? 'rest' : tif}` satisfies TextKey)}
                  </option>
                ))}
              </Select>
            )}
          </FormField>
        </>
      )}
      <QuoteLines quote={quote} market={market} />
      <Button type="submit" kind="primary" disabled={!isReady}>
        {text('web.trading.ticket.review')}
      </Button>
    </form>
  )
}

/**
 * The ticket: what is wanted, its estimate, one step in which the exact words stand, and the result with its
 * reference. One review is one key: pressed twice, it is one order.
 */
export function Ticket({ market, overview }: { market: string; overview: Overview }) {
  const [values, setValues] = useState(emptyTicket)
  const [step, setStep] = useState<Step>({ at: 'edit' })
  const { run, running } = useCommand({
    quiet: true,
    onDone(outcome) {
      const asked = askedOf(outcome)
      setStep(asked ? { at: 'asked', asked } : { at: 'done', outcome })
    },
  })
  const again = (): void => {
    setValues({ ...emptyTicket, side: values.side })
    setStep({ at: 'edit' })
  }
  switch (step.at) {
    case 'asked':
      return <FollowUp asked={step.asked} onDone={again} />
    case 'done':
      return <OrderResult outcome={step.outcome} onDone={again} />
    case 'review':
      return (
        <Review
          text={step.text}
          side={values.side}
          isLive={overview.status.mode === 'live'}
          busy={running !== null}
          onBack={() => setStep({ at: 'edit' })}
          onPlace={() =>
            run({ command: values.side, parameters: parametersOf(market, values), key: step.key })
          }
        />
      )
    case 'edit':
      return (
        <Card className="p-4">
          <Edit
            market={market}
            overview={overview}
            values={values}
            onChange={setValues}
            onReview={(text) => setStep({ at: 'review', key: newIdempotencyKey(), text })}
          />
        </Card>
      )
  }
}
