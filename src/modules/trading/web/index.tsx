import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { ChartCandlestick } from 'lucide-react'
import type { WebModule } from '#web/module.ts'
import { useTexts } from './texts.ts'

function useLabel(): string {
  return useTexts().text('web.trading.title')
}

/** The pages of this module and its menu entry. */
export const webModule: WebModule = {
  name: 'trading',
  menu: [{ to: '/trading', icon: ChartCandlestick, useLabel }],
  routes: (parent) => [
    createRoute({
      getParentRoute: () => parent,
      path: '/trading',
      component: lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage'),
    }),
  ],
}
