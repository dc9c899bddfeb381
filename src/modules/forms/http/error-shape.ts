import type { ErrorShape } from '#core/http/error-reply.ts'
import { escapeHtml, page } from '#core/http/page.ts'
import { t } from '../views/texts.ts'

/**
 * What is refused before the door is reached, such as too many calls: people get a page all the same.
 * An address that leads nowhere, a cut or overlong one, is a link that is not valid.
 */
export const formsErrorShape: ErrorShape = {
  covers: (path) => path.startsWith('/auth/form/'),
  body: ({ body }) => body,
  page({ body: { detail, code } }, lang) {
    const leadsNowhere = code === 'not_found'
    const said = typeof detail === 'string' ? detail : JSON.stringify(detail)
    const text = leadsNowhere ? t(lang, 'error.TOKEN_INVALID') : said
    const next = leadsNowhere ? `<p>${escapeHtml(t(lang, 'door.again'))}</p>` : ''
    return page({ lang, title: t(lang, 'door.title'), body: `<h1>${escapeHtml(text)}</h1>${next}` })
  },
}
