import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { ChartCandlestick } from 'lucide-react'
import { lazy } from 'react'
import type { WebModule } from '#web/module.ts'
import { useTexts } from './texts.ts'

function useLabel(): string {
  return useTexts().text('web.trading.title')
}

const pages = {
  '/trading': lazyRouteComponent(() => import('./overview/overview-page.tsx'), 'OverviewPage'),
  '/trading/markets': lazyRouteComponent(() => import('./markets-page.tsx'), 'MarketsPage'),
  '/trading/markets/$market': lazyRouteComponent(
    () => import('./chart/market-page.tsx'),
    'MarketPage',
  ),
  '/trading/orders': lazyRouteComponent(() => import('./orders-page.tsx'), 'OrdersPage'),
  '/trading/orders/$id': lazyRouteComponent(() => import('./order-page.tsx'), 'OrderPage'),
  '/trading/signals': lazyRouteComponent(() => import('./signals-page.tsx'), 'SignalsPage'),
  '/trading/strategies': lazyRouteComponent(
    () => import('./strategies/strategies-page.tsx'),
    'StrategiesPage',
  ),
  '/trading/backtest': lazyRouteComponent(
    () => import('./strategies/backtest-page.tsx'),
    'BacktestPage',
  ),
  '/trading/performance': lazyRouteComponent(
    () => import('./performance-page.tsx'),
    'PerformancePage',
  ),
  '/trading/permissions': lazyRouteComponent(
    () => import('./permissions-page.tsx'),
    'PermissionsPage',
  ),
  '/trading/notifications': lazyRouteComponent(
    () => import('./notifications-page.tsx'),
    'NotificationsPage',
  ),
}

/** The trading pages, their menu entry and their part of the home page. */
export const webModule: WebModule = {
  name: 'trading',
  menu: [{ to: '/trading', icon: ChartCandlestick, useLabel }],
  HomeSection: lazy(() =>
    import('./home-section.tsx').then((file) => ({ default: file.HomeSection })),
  ),
  routes: (parent) =>
    Object.entries(pages).map(([path, component]) =>
      createRoute({ getParentRoute: () => parent, path, component }),
    ),
}
