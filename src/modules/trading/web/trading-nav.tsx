import { Link } from '@tanstack/react-router'
import { keepGuild } from '#web/shell/nav.tsx'
import { useTexts, type TextKey } from './texts.ts'

const places: readonly { to: string; label: TextKey; admin?: boolean }[] = [
  { to: '/trading', label: 'web.trading.nav.overview' },
  { to: '/trading/markets', label: 'web.trading.nav.markets' },
  { to: '/trading/orders', label: 'web.trading.nav.orders' },
  { to: '/trading/signals', label: 'web.trading.nav.signals' },
  { to: '/trading/strategies', label: 'web.trading.nav.strategies' },
  { to: '/trading/backtest', label: 'web.trading.nav.backtest' },
  { to: '/trading/performance', label: 'web.trading.nav.performance' },
  { to: '/trading/permissions', label: 'web.trading.nav.permissions', admin: true },
  { to: '/trading/notifications', label: 'web.trading.nav.notifications', admin: true },
]

/** The way between the trading pages. */
export function TradingNav(props: { isAdmin: boolean }) {
  const { text } = useTexts()
  return (
    <nav aria-label={text('web.trading.nav.label')}>
      <ul className="flex flex-wrap gap-1 border-b border-line pb-1">
        {places
          .filter(({ admin = false }) => !admin || props.isAdmin)
          .map(({ to, label }) => (
            <li key={to}>
              <Link
                to={to}
                search={keepGuild}
                activeOptions={{ exact: true, includeSearch: false }}
                className="inline-flex min-h-8 items-center rounded-control px-2.5 text-sm text-muted hover:bg-sunken aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent"
              >
                {text(label)}
              </Link>
            </li>
          ))}
      </ul>
    </nav>
  )
}
