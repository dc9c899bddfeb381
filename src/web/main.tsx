import './browser-rules.ts'
import { QueryClient } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createApi } from './api/client.ts'
import { ApiError } from './api/error.ts'
import { readFirstAnswers } from './api/first-answers.ts'
import { App } from './app.tsx'
import { initialLocale, loadMessages } from './i18n/language.ts'
import { createAppRouter } from './router.tsx'
import { expiredKey, fetchMe, knownMe, meKey } from './session.tsx'

/** How long the first paint waits for the page's own code, in milliseconds. */
const patienceMs = 200
/** How long the answers that came with the page count as fresh, in milliseconds. */
const keptMs = 5000

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
  const first = readFirstAnswers(document.getElementById('first-answers')?.textContent ?? null)
  const api = createApi({
    fetch: async (input, init) => first.take(input, init) ?? fetch(input, init),
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
  // The code of the page and the texts are fetched side by side; a page that is late shows that it loads.
  const page = router.load().catch(() => null)
  const messages = await loadMessages(locale)
  await Promise.race([page, new Promise((resolve) => setTimeout(resolve, patienceMs))])
  createRoot(root).render(
    <StrictMode>
      <App api={api} queries={queries} router={router} language={{ locale, messages }} />
    </StrictMode>,
  )
  setTimeout(() => first.drop(), keptMs)
}

void start()
