import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import type { PageServices } from './module.ts'
import { webModules } from './modules.ts'
import { ErrorPage, NotFound } from './pages/error.tsx'
import { PendingPage } from './pages/pending.tsx'
import { HomePage } from './pages/home.tsx'
import { Frame } from './shell/frame.tsx'
import { parseSearch, stringifySearch } from './search-text.ts'

/** The router of the app. */
export type AppRouter = ReturnType<typeof createAppRouter>

/** The routes of the shell and of every module, in one router. */
export function createAppRouter(services: PageServices) {
  const root = createRootRoute({
    component: Frame,
    errorComponent: ErrorPage,
    notFoundComponent: NotFound,
  })
  const home = createRoute({ getParentRoute: () => root, path: '/', component: HomePage })
  const pages = webModules.flatMap((module) => module.routes(root, services))
  return createRouter({
    routeTree: root.addChildren([home, ...pages]),
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultErrorComponent: ErrorPage,
    // The frame is painted at once; what a page looks like while it loads, it says itself.
    defaultPendingComponent: PendingPage,
    defaultPendingMs: 0,
    defaultPendingMinMs: 0,
    scrollRestoration: true,
    trailingSlash: 'never',
  })
}
