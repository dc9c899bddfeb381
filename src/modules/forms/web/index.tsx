import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { List } from 'lucide-react'
import type { WebModule } from '#web/module.ts'
import { useTexts } from './texts.ts'

function useLabel(): string {
  return useTexts().text('web.forms.title')
}

/** The pages of this module and its menu entry. */
export const webModule: WebModule = {
  name: 'forms',
  menu: [{ to: '/forms', icon: List, useLabel }],
  routes: (parent) => [
    createRoute({
      getParentRoute: () => parent,
      path: '/forms',
      component: lazyRouteComponent(() => import('./list-page.tsx'), 'ListPage'),
    }),
  ],
}
