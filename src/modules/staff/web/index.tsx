import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { Users } from 'lucide-react'
import { lazy } from 'react'
import type { WebModule } from '#web/module.ts'
import { useTexts } from './texts.ts'

function useLabel(): string {
  return useTexts().text('web.staff.title')
}

/** The staff pages, their menu entry and their part of the home page. */
export const webModule: WebModule = {
  name: 'staff',
  menu: [{ to: '/staff', icon: Users, useLabel }],
  HomeSection: lazy(() =>
    import('./home-section.tsx').then((file) => ({ default: file.HomeSection })),
  ),
  routes: (parent) => [
    createRoute({
      getParentRoute: () => parent,
      path: '/staff',
      component: lazyRouteComponent(() => import('./roster-page.tsx'), 'RosterPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/staff/me',
      component: lazyRouteComponent(() => import('./me-page.tsx'), 'MePage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/staff/link',
      component: lazyRouteComponent(() => import('./link-page.tsx'), 'LinkPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/staff/import',
      component: lazyRouteComponent(() => import('./import-page.tsx'), 'ImportPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/staff/ranks',
      component: lazyRouteComponent(() => import('./ranks-page.tsx'), 'RanksPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/staff/$id',
      component: lazyRouteComponent(() => import('./member-page.tsx'), 'MemberPage'),
    }),
  ],
}
