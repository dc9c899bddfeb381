import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { Megaphone } from 'lucide-react'
import { lazy } from 'react'
import type { WebModule } from '#web/module.ts'
import { useTexts } from './texts.ts'

function useLabel(): string {
  return useTexts().text('web.recruitment.title')
}

/** The recruitment pages, their menu entry and their part of the home page. */
export const webModule: WebModule = {
  name: 'recruitment',
  menu: [{ to: '/discord-recruitments', icon: Megaphone, useLabel }],
  HomeSection: lazy(() =>
    import('./home-section.tsx').then((file) => ({ default: file.HomeSection })),
  ),
  routes: (parent, services) => [
    createRoute({
      getParentRoute: () => parent,
      path: '/discord-recruitments',
      loader({ location }) {
        void import('./prefetch.ts').then((file) => file.prefetchList(services, location.search))
      },
      component: lazyRouteComponent(() => import('./list-page.tsx'), 'ListPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/discord-recruitments/new',
      component: lazyRouteComponent(() => import('./create-page.tsx'), 'CreatePage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/discord-recruitments/mine',
      component: lazyRouteComponent(() => import('./guild/mine-page.tsx'), 'MinePage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/discord-recruitments/statistics',
      component: lazyRouteComponent(() => import('./guild/statistics-page.tsx'), 'StatisticsPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/discord-recruitments/templates',
      component: lazyRouteComponent(() => import('./guild/templates-page.tsx'), 'TemplatesPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/discord-recruitments/settings',
      component: lazyRouteComponent(() => import('./guild/settings-page.tsx'), 'SettingsPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/discord-recruitments/$id',
      loader({ params }) {
        void import('./prefetch.ts').then((file) => file.prefetchParty(services, params.id))
      },
      component: lazyRouteComponent(() => import('./detail-page.tsx'), 'DetailPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/r/$id',
      beforeLoad({ params }) {
        // oxlint-disable-next-line typescript/only-throw-error -- the router's way to redirect
        throw redirect({ to: '/discord-recruitments/$id', params, replace: true })
      },
    }),
  ],
}
