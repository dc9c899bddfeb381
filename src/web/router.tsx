import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { webModules } from './modules.ts'
import { ErrorPage, NotFound } from './pages/error.tsx'
import { HomePage } from './pages/home.tsx'
import { Frame } from './shell/frame.tsx'
import { parseSearch, stringifySearch } from './search-text.ts'

/** The routes of the shell and of every module, in one router. */
export function createAppRouter() {
  const root = createRootRoute({
    component: Frame,
    errorComponent: ErrorPage,
    notFoundComponent: NotFound,
  })
  const home = createRoute({ getParentRoute: () => root, path: '/', component: HomePage })
  const pages = webModules.flatMap((module) => module.routes(root))
  return createRouter({
    routeTree: root.addChildren([home, ...pages]),
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultErrorComponent: ErrorPage,
    scrollRestoration: true,
    trailingSlash: 'never',
  })
}
