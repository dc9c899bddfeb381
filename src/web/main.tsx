import './browser-rules.ts'
import { QueryClient } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createApi } from './api/client.ts'
import { ApiError } from './api/error.ts'
import { App } from './app.tsx'
import { initialLocale, loadMessages } from './i18n/language.ts'
import { createAppRouter } from './router.tsx'
import { expiredKey, fetchMe, knownMe, meKey } from './session.tsx'

function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        refetchOnWindowFocus: false,
        retry: (count, error) =>
          count < 2 && !(error instanceof ApiError && error.status > 0 && error.status < 500),
      },
    },
  })
}

async function start(): Promise<void> {
  const root = document.getElementById('root')
  if (!root) throw new Error('The page has no #root.')
  const queries = createQueries()
  const api = createApi({
    fetch: (input, init) => fetch(input, init),
    csrfToken: () => knownMe(queries).csrf_token,
    onUnauthenticated: () => {
      if (knownMe(queries).user) queries.setQueryData(expiredKey, true)
    },
  })
  const locale = initialLocale()
  document.documentElement.lang = locale
  // A failure shows where the session is used.
  queries.query({ queryKey: meKey, queryFn: () => fetchMe(api) }).catch(() => null)
  const router = createAppRouter({ api, queries })
  // The code of the page, the texts and the session are fetched side by side.
  router.load().catch(() => null)
  const messages = await loadMessages(locale)
  createRoot(root).render(
    <StrictMode>
      <App api={api} queries={queries} router={router} language={{ locale, messages }} />
    </StrictMode>,
  )
}

void start()
