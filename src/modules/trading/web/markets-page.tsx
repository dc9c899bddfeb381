import { Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { z } from 'zod'
import { useLanguage, useShellTexts } from '#web/i18n/texts.tsx'
import { Failure } from '#web/pages/error.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { Field, TextInput } from '#web/ui/field.tsx'
import { Pagination } from '#web/ui/pagination.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { useTicks } from './data/live.ts'
import { useNumbers } from './data/numbers.ts'
import { useMarkets } from './data/queries.ts'
import { DataTable, Result } from './parts.tsx'
import { useTexts } from './texts.ts'
import { TradingPage, Waiting } from './trading-page.tsx'

const search = z.object({
  query: z.string().max(40).optional().catch(undefined),
  page: z.coerce.number().int().min(1).catch(1),
})

// What draws is loaded after the list is there.
const Course = lazy(() => import('./course.tsx').then((file) => ({ default: file.Course })))

function List({ query, page }: { query: string | undefined; page: number }) {
  const { text } = useTexts()
  const shell = useShellTexts()
  const { locale } = useLanguage()
  const numbers = useNumbers()
  const ticks = useTicks()
  const [, change] = useUrlSearch(search)
  const { data, error, refetch } = useMarkets({ query, page })
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting />
  return (
    <>
      <DataTable
        caption={text('web.trading.nav.markets')}
        empty={text('web.trading.markets.none')}
        numeric={[1, 2, 4]}
        head={[
          text('web.trading.market'),
          text('web.trading.price'),
          text('web.trading.change'),
          text('web.trading.last_day'),
          text('web.trading.turnover'),
          text('web.trading.remark'),
        ]}
        rows={data.markets.map((one) => ({
          key: one.market,
          cells: [
            <Link
              key="market"
              to="/trading/markets/$market"
              params={{ market: one.market }}
              search={keepGuild}
              className="text-accent underline-offset-2 hover:underline"
            >
              {locale === 'ko' ? one.korean_name : one.english_name}{' '}
              <span className="text-sm whitespace-nowrap text-muted">{one.market}</span>
            </Link>,
            numbers.price(ticks[one.market]?.price ?? one.price),
            <Result key="change" percent={ticks[one.market]?.change_pct ?? one.change_pct} />,
            <Suspense key="course">
              <Course market={one.market} />
            </Suspense>,
            numbers.krw(one.volume_24h_krw),
            [
              one.warning && text('web.trading.remark.warning'),
              !one.tradable && !one.warning && text('web.trading.remark.halted'),
            ]
              .filter(Boolean)
              .join(', '),
          ],
        }))}
      />
      {data.pages > 1 && (
        <Pagination
          page={data.page}
          pages={data.pages}
          texts={{
            label: shell.text('web.pages.label'),
            previous: shell.text('web.pages.previous'),
            next: shell.text('web.pages.next'),
            position: shell.text('web.pages.position', { page: data.page, pages: data.pages }),
          }}
          onPage={(next) => change({ page: next > 1 ? String(next) : undefined })}
        />
      )}
    </>
  )
}

/** `/trading/markets`: what can be traded, with the course of the last day. */
export function MarketsPage() {
  const { text } = useTexts()
  const [{ query, page }, change] = useUrlSearch(search)
  return (
    <TradingPage title={text('web.trading.nav.markets')} note={text('web.trading.markets.note')}>
      {() => (
        <>
          <div className="max-w-sm">
            <Field label={text('web.trading.markets.search')}>
              {(id) => (
                <TextInput
                  id={id}
                  type="search"
                  value={query ?? ''}
                  onChange={({ target }) =>
                    change({ query: target.value || undefined, page: undefined })
                  }
                />
              )}
            </Field>
          </div>
          <List query={query} page={page} />
        </>
      )}
    </TradingPage>
  )
}
