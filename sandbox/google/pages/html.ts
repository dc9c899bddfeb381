/** Markup that may be sent as it is. */
export type Html = { readonly markup: string }

type Part = Html | string | number | false | null | undefined | readonly Html[]

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function toMarkup(part: Part): string {
  if (part === false || part === null || part === undefined) return ''
  if (typeof part === 'string' || typeof part === 'number')
    return String(part).replaceAll(/[&<>"']/g, (sign) => escapes[sign] ?? sign)
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
}

/** Markup from a template; everything that is filled in is escaped unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return {
    markup: strings.map((text, index) => text + toMarkup(parts[index])).join(''),
  }
}

const style = `
:root { color-scheme: light dark; --line: #dadce0; --accent: #673ab7; --back: #f0ebf8; --card: #fff; --text: #202124; --soft: #5f6368; --bad: #b3261e }
@media (prefers-color-scheme: dark) { :root { --line: #4b4d51; --accent: #c9b3f5; --back: #1d1a24; --card: #2b2930; --text: #e8eaed; --soft: #bdc1c6; --bad: #f2b8b5 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 640px; margin: 0 auto; padding: 12px }
main.wide { max-width: 1100px }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 20px; margin: 12px 0; overflow-wrap: anywhere }
.head { border-top: 10px solid var(--accent) }
h1 { font-size: 28px; line-height: 1.25; margin: 0 0 8px }
h2 { font-size: 18px; margin: 0 0 8px }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0 }
legend, .question { font-weight: 500; margin-bottom: 8px; padding: 0; display: block }
.soft, .help { color: var(--soft); font-size: 14px }
.bad { color: var(--bad) }
.faulty { border-color: var(--bad) }
.option { display: flex; gap: 10px; align-items: center; min-height: 32px; flex-wrap: wrap }
.scale { display: flex; gap: 16px; flex-wrap: wrap; align-items: end }
.scale label { display: grid; justify-items: center }
input[type=text], input[type=email], input[type=date], input[type=time], input[type=datetime-local], textarea, select { font: inherit; color: inherit; background: transparent; border: 1px solid var(--soft); border-radius: 4px; padding: 8px; width: 100%; max-width: 100% }
.option input[type=text] { width: auto; flex: 1 }
input[type=radio], input[type=checkbox] { width: 20px; height: 20px; flex: none; accent-color: var(--accent) }
button, .button { font: inherit; border: 1px solid var(--accent); border-radius: 4px; padding: 8px 20px; min-height: 40px; background: transparent; color: var(--accent); cursor: pointer; text-decoration: none; display: inline-block }
button.main { background: var(--accent); color: var(--card) }
button.small { padding: 2px 8px; min-height: 28px; font-size: 14px }
.row { display: flex; gap: 8px; flex-wrap: wrap; align-items: center }
a { color: var(--accent) }
table { border-collapse: collapse; font-size: 14px }
th, td { border: 1px solid var(--line); padding: 4px 8px; text-align: start; vertical-align: top; white-space: pre-wrap }
.scroll { overflow-x: auto }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
`

/** A whole page. */
export function page(input: { title: string; lang: string; body: Html; isWide?: boolean }): string {
  return html`<!doctype html>
    <html lang="${input.lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${input.title}</title>
        <style>
          ${{ markup: style }}
        </style>
      </head>
      <body>
        <main class="${input.isWide === true ? 'wide' : ''}">${input.body}</main>
      </body>
    </html>`.markup
}
