import { ModuleNav } from '#web/shell/module-nav.tsx'
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
    <ModuleNav
      label={text('web.trading.nav.label')}
      places={places
        .filter(({ admin = false }) => !admin || props.isAdmin)
        .map(({ to, label }) => ({ to, label: text(label) }))}
    />
  )
}
