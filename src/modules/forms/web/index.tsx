import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { ClipboardList } from 'lucide-react'
import { lazy } from 'react'
import type { WebModule } from '#web/module.ts'
import { useTexts } from './texts.ts'

function useLabel(): string {
  return useTexts().text('web.forms.title')
}

/** The pages of forms, their menu entry and their part of the home page. */
export const webModule: WebModule = {
  name: 'forms',
  menu: [{ to: '/forms', icon: ClipboardList, useLabel }],
  HomeSection: lazy(() =>
    import('./home-section.tsx').then((file) => ({ default: file.HomeSection })),
  ),
  routes: (parent) => [
    createRoute({
      getParentRoute: () => parent,
      path: '/forms',
      component: lazyRouteComponent(() => import('./list-page.tsx'), 'ListPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/forms/new',
      component: lazyRouteComponent(() => import('./builder/new-page.tsx'), 'NewPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/forms/members',
      component: lazyRouteComponent(() => import('./members-page.tsx'), 'MembersPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/forms/settings',
      component: lazyRouteComponent(() => import('./settings-page.tsx'), 'SettingsPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/forms/$id',
      component: lazyRouteComponent(() => import('./detail/detail-page.tsx'), 'DetailPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/forms/$id/edit',
      component: lazyRouteComponent(() => import('./builder/edit-page.tsx'), 'EditPage'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: '/my',
      component: lazyRouteComponent(() => import('./my-page.tsx'), 'MyPage'),
    }),
  ],
}
