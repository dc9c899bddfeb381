import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useState } from 'react'
import type { Locale } from '#core/i18n/locale.ts'
import type { Messages } from '#core/i18n/translate.ts'
import { AnnounceProvider } from './announce.tsx'
import type { Api } from './api/client.ts'
import { ClockProvider } from './clock.tsx'
import { LanguageProvider, useShellTexts } from './i18n/texts.tsx'
import { createLiveRegistry, LiveProvider } from './live/registry.tsx'
import { createPageClock } from './page-clock.ts'
import type { AppRouter } from './router.tsx'
import { ApiProvider } from './session.tsx'
import { ToastProvider } from './ui/toast.tsx'

/** What the app is made of, created once in `main.tsx`. */
export type AppParts = {
  api: Api
  queries: QueryClient
  router: AppRouter
  language: { locale: Locale; messages: Messages }
}

function Pages({ router }: { router: AppRouter }) {
  const { text } = useShellTexts()
  return (
    <ToastProvider label={text('web.notices')} close={text('web.close')}>
      <AnnounceProvider>
        <RouterProvider router={router} />
      </AnnounceProvider>
    </ToastProvider>
  )
}

/** The whole app. */
export function App({ api, queries, router, language }: AppParts) {
  const [clock] = useState(() => createPageClock())
  const [registry] = useState(createLiveRegistry)
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queries}>
        <ApiProvider api={api}>
          <ClockProvider clock={clock}>
            <LiveProvider registry={registry}>
              <LanguageProvider initial={language}>
                <Pages router={router} />
              </LanguageProvider>
            </LiveProvider>
          </ClockProvider>
        </ApiProvider>
      </QueryClientProvider>
    </CSPProvider>
  )
}
