import type { ErrorShape } from '#core/http/error-reply.ts'
import { escapeHtml, page } from '#core/http/page.ts'
import { t } from '../views/texts.ts'

/** What is refused before the door is reached, such as too many calls: people get a page all the same. */
export const formsErrorShape: ErrorShape = {
  covers: (path) => path.startsWith('/auth/form/'),
  body: ({ body }) => body,
  page({ body: { detail } }, lang) {
    const text = typeof detail === 'string' ? detail : JSON.stringify(detail)
    return page({ lang, title: t(lang, 'door.title'), body: `<h1>${escapeHtml(text)}</h1>` })
  },
}
