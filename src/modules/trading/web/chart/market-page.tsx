import { useParams } from '@tanstack/react-router'
import { z } from 'zod'
import { useLanguage } from '#web/i18n/texts.tsx'
import type { Overview } from '../../contract/rest.ts'
import { useTicks } from '../data/live.ts'
import { coinOf } from '../data/amounts.ts'
import { useNumbers } from '../data/numbers.ts'
import { useMarkets } from '../data/queries.ts'
import { Result, Section } from '../parts.tsx'
import { useTexts } from '../texts.ts'
import { Ticket } from '../ticket/ticket.tsx'
import { TradingPage } from '../trading-page.tsx'
import { MarketChart } from './market-chart.tsx'

const parameters = z.object({ market: z.string().max(20).catch('KRW-BTC') })

function Price({ market }: { market: string }) {
  const { text } = useTexts()
  const numbers = useNumbers()
  const tick = useTicks()[market]
  if (!tick) return text('web.trading.market.note')
  return (
    <>
      {numbers.price(tick.price)} KRW <Result percent={tick.change_pct} />
    </>
  )
}

function Content({ market, overview }: { market: string; overview: Overview }) {
  const { text } = useTexts()
  return (
    <div className="grid min-w-0 gap-6 xl:grid-cols-[1fr_22rem]">
      <Section id="market-chart" title={text('web.trading.chart')}>
        <MarketChart market={market} />
      </Section>
      {overview.permissions.trade && (
        <Section id="market-ticket" title={text('web.trading.ticket')}>
          <Ticket market={market} overview={overview} />
        </Section>
      )}
    </div>
  )
}

/** `/trading/markets/:market`: the chart of a market, and the ticket to trade there. */
export function MarketPage() {
  const { market } = parameters.parse(useParams({ strict: false }))
  const { locale } = useLanguage()
  const found = useMarkets({ query: market, page: 1 }).data?.markets
  const named = found?.find((one) => one.market === market)
  const name = named && (locale === 'ko' ? named.korean_name : named.english_name)
  return (
    <TradingPage title={`${name ?? coinOf(market)} · ${market}`} note={<Price market={market} />}>
      {(overview) => <Content key={market} market={market} overview={overview} />}
    </TradingPage>
  )
}
