import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { CalendarDays } from 'lucide-react'
import { lazy } from 'react'
import type { WebModule } from '#web/module.ts'
import { useTexts } from './texts.ts'

function useLabel(): string {
  return useTexts().text('web.events.title')
}

/** The event pages, their menu entry and their part of the home page. */
export const webModule: WebModule = {
  name: 'events',
  menu: [{ to: '/events', icon: CalendarDays, useLabel }],
  HomeSection: lazy(() =>
    import('./home-section.tsx').then((file) => ({ default: file.HomeSection })),
  ),
  routes(parent, services) {
    const getParentRoute = () => parent
    return [
      createRoute({
        getParentRoute,
        path: '/events',
        component: lazyRouteComponent(() => import('./calendar/calendar-page.tsx'), 'CalendarPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/events/new',
        component: lazyRouteComponent(() => import('./editor/create-page.tsx'), 'CreatePage'),
      }),
      createRoute({
        getParentRoute,
        path: '/events/series',
        component: lazyRouteComponent(() => import('./editor/series-page.tsx'), 'SeriesListPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/events/series/$id',
        component: lazyRouteComponent(() => import('./editor/series-page.tsx'), 'SeriesPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/events/templates',
        component: lazyRouteComponent(() => import('./editor/templates-page.tsx'), 'TemplatesPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/events/analytics',
        component: lazyRouteComponent(() => import('./analytics-page.tsx'), 'AnalyticsPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/events/notices',
        component: lazyRouteComponent(() => import('./notices-page.tsx'), 'NoticesPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/events/servers',
        component: lazyRouteComponent(() => import('./servers/servers-page.tsx'), 'ServersPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/events/servers/$id',
        component: lazyRouteComponent(() => import('./servers/server-page.tsx'), 'ServerPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/events/$id',
        loader({ params }) {
          void import('./data/prefetch.ts').then((file) => file.prefetchEvent(services, params.id))
        },
        component: lazyRouteComponent(() => import('./detail/detail-page.tsx'), 'DetailPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/events/$id/edit',
        component: lazyRouteComponent(() => import('./editor/edit-page.tsx'), 'EditPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/events/$id/checkin',
        component: lazyRouteComponent(() => import('./detail/checkin-page.tsx'), 'CheckInPage'),
      }),
      createRoute({
        getParentRoute,
        path: '/admin/jobs',
        component: lazyRouteComponent(() => import('./jobs/jobs-page.tsx'), 'JobsPage'),
      }),
    ]
  },
}
