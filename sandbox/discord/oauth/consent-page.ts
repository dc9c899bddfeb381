import type { Language } from '../../language.ts'
import type { Person } from '../entities.ts'
import { consentTexts } from './texts.ts'

/** What the consent page shows and hands on. */
export type Consent = {
  language: Language
  application_name: string
  scopes: readonly string[]
  people: readonly Person[]
  /** The person chosen beforehand. */
  chosen: string | undefined
  /** The query of the authorize request, handed on by the form. */
  query: Readonly<Record<string, string>>
}

/** Text made safe for HTML content and quoted attributes. */
function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText }
main { width: min(26rem, 100% - 2rem); padding: 1.5rem 0 }
fieldset { border: 1px solid GrayText; border-radius: .5rem; margin: 1rem 0; max-height: 18rem; overflow: auto }
label { display: block; padding: .35rem 0 }
button { font: inherit; padding: .5rem 1.25rem; border-radius: .5rem; cursor: pointer }
.actions { display: flex; justify-content: space-between }
`

function page(language: Language, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body><main>${body}</main></body>
</html>`
}

function personChoice(person: Person, chosen: string | undefined): string {
  const { id, username, global_name: name } = person.user
  const isChosen = chosen === id || chosen === username
  return `<label><input type="radio" name="user_id" value="${escapeHtml(id)}" required${isChosen ? ' checked' : ''}>
${escapeHtml(name ?? username)} <small>@${escapeHtml(username)}</small></label>`
}

/** The page on which somebody says who they are in the sandbox and whether they agree. It needs no script. */
export function consentPage(consent: Consent): string {
  const texts = consentTexts[consent.language]
  const hidden = Object.entries(consent.query)
    .map(
      ([key, value]) =>
        `<input type="hidden" name="${escapeHtml(key)}" value="${escapeHtml(value)}">`,
    )
    .join('\n')
  const asked = consent.scopes
    .map((scope) => `<li>${escapeHtml(texts.scopes[scope] ?? scope)}</li>`)
    .join('')
  const people = consent.people.map((person) => personChoice(person, consent.chosen)).join('\n')
  return page(
    consent.language,
    texts.title(consent.application_name),
    `<h1>${escapeHtml(texts.heading(consent.application_name))}</h1>
<form method="post" action="/oauth2/authorize">
${hidden}
<fieldset><legend>${escapeHtml(texts.who)}</legend>
${people}
</fieldset>
<p>${escapeHtml(texts.allows)}</p>
<ul>${asked}</ul>
<p class="actions">
<button name="action" value="cancel" formnovalidate>${escapeHtml(texts.cancel)}</button>
<button name="action" value="authorize">${escapeHtml(texts.authorize)}</button>
</p>
</form>`,
  )
}

/** The page for a request that cannot be sent back to where it came from. */
export function refusalPage(reason: string): string {
  return page('en', 'Invalid request', `<h1>Invalid request</h1><p>${escapeHtml(reason)}</p>`)
}
