import type { Locale } from '../i18n/locale.ts'
import type { RouteAnswer } from './route.ts'

/** Address of the style sheet of the server's own pages. */
export const pageStylePath = '/api/docs/style.css'

/** The look of the server's own pages: sign-in messages and the API's description. */
export const pageStyle = `
:root { color-scheme: light dark; --line: #8884; --mark: #5b5bd6; --soft: #8881 }
html { background: Canvas; color: CanvasText }
body { margin: 0 auto; max-width: 52rem; padding: 1.5rem 1rem 4rem; font: 16px/1.55 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1rem }
a { color: var(--mark) } a:focus-visible, summary:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px }
@media (prefers-color-scheme: dark) { :root { --mark: #b1a9ff } }
code, pre { font: .875em/1.5 ui-monospace, monospace } pre { background: var(--soft); padding: .75rem; overflow-x: auto; border-radius: 6px }
.method { font-weight: 600 } details { margin: .5rem 0; border: 1px solid var(--line); border-radius: 6px; padding: .5rem .75rem }
button { min-height: 2.75rem; padding: .5rem 1.25rem; font: inherit; font-weight: 600; color: #fff; background: #4338ca; border: 0; border-radius: 8px; cursor: pointer }
button:hover { background: #3730a3 } button:disabled { opacity: .55; cursor: default } button:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px }
summary { cursor: pointer } .actions { display: flex; gap: 1.5rem; flex-wrap: wrap }
`

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text made safe for HTML content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
}

/** A whole page without script; `body` is HTML. */
export function page(options: { lang: Locale; title: string; body: string }): string {
  const { lang, title, body } = options
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Muster</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${pageStylePath}">
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`
}

/** A page as a route answers it. */
export function pageAnswer(status: number, html: string): RouteAnswer {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: html }
}
