import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { isAccepting, linksOf, roleOf, type Google } from '../google.ts'
import { columnName } from '../sheets/a1.ts'
import type { Sheet } from '../state.ts'
import { html, page, type Html } from './html.ts'
import { accountOf, sendPage, signInPage } from './sign-in.ts'
import { textsFor } from './texts.ts'

const params = z.object({ id: z.string() })

function homePage(google: Google, account: string): string {
  const files = [...google.state.files.values()].filter(
    (file) => !file.trashed && roleOf(file, account) !== undefined,
  )
  const forms = files.flatMap(({ id }) => google.state.forms.get(id) ?? [])
  const sheets = files.filter(({ id }) => google.state.spreadsheets.has(id))
  const body = html`<section class="card head">
      <h1>Files of ${account}</h1>
      <form method="post" action="signin" class="row">
        <input type="hidden" name="continue" value="home" />
        <button name="email" value="">Sign out</button>
      </form>
    </section>
    <section class="card">
      <h2>Forms</h2>
      <ul>
        ${forms.map((form) => {
          const { edit, responder } = linksOf(google, form)
          return html`<li>
            <a href="${edit}">${form.info.title}</a> · <a href="${responder}">public page</a> ·
            ${form.responses.size} responses · ${isAccepting(form) ? 'open' : 'closed'}
          </li>`
        })}
      </ul>
    </section>
    <section class="card">
      <h2>Spreadsheets</h2>
      <ul>
        ${sheets.map(
          ({ id, name }) =>
            html`<li><a href="${google.root()}/spreadsheets/d/${id}/edit">${name}</a></li>`,
        )}
      </ul>
    </section>`
  return page({ title: 'Files', lang: 'en', body, isWide: true })
}

function sheetTable(sheet: Sheet): Html {
  const rows = sheet.rows.slice(0, 500)
  const width = Math.max(1, ...rows.map((row) => row?.length ?? 0))
  const columns = Array.from({ length: width }, (_unused, index) => index)
  return html`<section class="card">
    <h2>${sheet.title}</h2>
    <p class="soft">${sheet.row_count} × ${sheet.column_count}</p>
    <div class="scroll">
      <table>
        <tr>
          <th></th>
          ${columns.map((index) => html`<th>${columnName(index)}</th>`)}
        </tr>
        ${rows.map(
          (row, index) =>
            html`<tr>
              <th>${index + 1}</th>
              ${columns.map((column) => html`<td>${row?.[column]?.shown}</td>`)}
            </tr>`,
        )}
      </table>
    </div>
  </section>`
}

/** Adds the list of one's files and the view of spreadsheets. */
export function registerHome(app: FastifyInstance, google: Google): void {
  app.get('/home', async (request, reply) => {
    const account = accountOf(google, request)
    const texts = textsFor(request.headers['accept-language'])
    if (account === null) return sendPage(reply, signInPage(google, request.url, texts))
    return sendPage(reply, homePage(google, account))
  })
  app.get('/spreadsheets/d/:id/edit', async (request, reply) => {
    const { id } = params.parse(request.params)
    const file = google.state.files.get(id)
    const spreadsheet = google.state.spreadsheets.get(id)
    if (!file || !spreadsheet || file.trashed) return reply.callNotFound()
    const account = accountOf(google, request)
    const texts = textsFor(request.headers['accept-language'])
    if (account === null) return sendPage(reply, signInPage(google, request.url, texts), 401)
    const mayRead = roleOf(file, account) !== undefined
    const body = html`<section class="card head">
        <h1>${mayRead ? file.name : 'You need access'}</h1>
        <p><a href="${google.root()}/home">All files</a></p>
      </section>
      ${mayRead && spreadsheet.sheets.map(sheetTable)}`
    return sendPage(
      reply,
      page({ title: file.name, lang: 'en', body, isWide: true }),
      mayRead ? 200 : 403,
    )
  })
}
