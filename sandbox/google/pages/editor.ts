import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { GoogleError } from '../errors.ts'
import { questionsOf, type Item } from '../forms/items.ts'
import { isAccepting, linksOf, roleOf, timestamp, type Google } from '../google.ts'
import type { StoredForm } from '../state.ts'
import { readAnswers } from './answers.ts'
import { actInEditor, kinds } from './editor-actions.ts'
import { html, page, type Html } from './html.ts'
import { itemCard } from './questions.ts'
import { accountOf, sendPage, signInPage } from './sign-in.ts'
import { textsFor } from './texts.ts'

const checked = (on: boolean): Html => ({ markup: on ? 'checked' : '' })

/** A form with one purpose; the hidden fields say which. */
function press(fields: Record<string, string | number>, inner: Html): Html {
  return html`<form method="post" class="row">
    ${Object.entries(fields).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    )}${inner}
  </form>`
}

const small = (label: string, name: string): Html =>
  html`<button class="small" aria-label="${label}: ${name}">${label}</button>`

function itemRow(item: Item, index: number): Html {
  const question = item.questionItem?.question
  const title = item.title ?? ''
  const kind = Object.keys(question ?? item).find((name) => /Question$|Item$/.test(name)) ?? ''
  return html`<section class="card">
    ${press(
      { do: 'rename', index },
      html`<input type="text" name="title" value="${title}" aria-label="Question ${index + 1}" />
        <button class="small">Rename</button>`,
    )}
    <p class="soft">
      ${kind} ${questionsOf(item).map(({ questionId }) => html`<code>${questionId}</code> `)}
    </p>
    <div class="row">
      ${index > 0 && press({ do: 'up', index }, small('Up', title))}
      ${press({ do: 'down', index }, small('Down', title))}
      ${
        question &&
        press(
          { do: 'required', index },
          small(question.required ? 'Make optional' : 'Make required', title),
        )
      }
      ${press({ do: 'delete', index }, small('Delete', title))}
    </div>
  </section>`
}

function addCard(): Html {
  return html`<section class="card">
    <h2>Add a question</h2>
    <form method="post">
      <input type="hidden" name="do" value="add" />
      <p>
        <label class="question" for="new-title">Title</label
        ><input type="text" id="new-title" name="title" />
      </p>
      <p>
        <label class="question" for="new-kind">Kind</label>
        <select id="new-kind" name="kind">
          ${kinds.map((kind) => html`<option>${kind}</option>`)}
        </select>
      </p>
      <p>
        <label class="question" for="new-options">Options, one a line (choices only)</label>
        <textarea id="new-options" name="options" rows="3"></textarea>
      </p>
      <p class="row">
        <label class="option"><input type="checkbox" name="required" />Required</label>
        <button class="main">Add</button>
      </p>
    </form>
  </section>`
}

function sharingCard(google: Google, form: StoredForm): Html {
  const people = google.state.files.get(form.id)?.permissions ?? []
  return html`<section class="card">
    <h2>Share</h2>
    <ul>
      ${people.map(
        ({ email, role }) =>
          html`<li class="row">
            ${email} · ${role}
            ${role !== 'owner' && press({ do: 'unshare', email: email ?? '' }, small('Remove', email ?? ''))}
          </li>`,
      )}
    </ul>
    ${press(
      { do: 'share' },
      html`<input type="email" name="email" aria-label="Email address" /><button class="main">
          Share
        </button>`,
    )}
  </section>`
}

function settingsCard(form: StoredForm): Html {
  const { switches, settings } = form
  const accepts = isAccepting(form)
  const box = (name: 'sign_in' | 'one_response' | 'edit_after_submit', label: string): Html =>
    html`<label class="option"
      ><input type="checkbox" name="${name}" ${checked(switches[name])} />${label}</label
    >`
  return html`<section class="card">
    <h2>Settings</h2>
    ${press(
      { do: 'accepting', value: accepts ? 'off' : 'on' },
      html`<button>${accepts ? 'Stop accepting responses' : 'Accept responses'}</button>`,
    )}
    <form method="post">
      <input type="hidden" name="do" value="settings" />
      ${box('sign_in', 'Only signed-in people')} ${box('one_response', 'Limit to 1 response')}
      ${box('edit_after_submit', 'Allow response editing')}
      <p>
        <label class="question" for="confirmation">Confirmation message</label>
        <input type="text" id="confirmation" name="confirmation" value="${switches.confirmation}" />
      </p>
      <button>Save</button>
    </form>
    ${press(
      { do: 'emails' },
      html`<label for="emails">Collect email addresses</label>
        <select id="emails" name="emails">
          ${['DO_NOT_COLLECT', 'VERIFIED', 'RESPONDER_INPUT'].map(
            (one) =>
              html`<option ${{ markup: one === settings.emails ? 'selected' : '' }}>
                ${one}
              </option>`,
          )}
        </select>
        <button>Save</button>`,
    )}
  </section>`
}

function responsesCard(form: StoredForm): Html {
  const all = [...form.responses.values()]
  const titles = form.items.flatMap((item) =>
    questionsOf(item).map(({ questionId = '', rowQuestion }) => ({
      id: questionId,
      title: rowQuestion?.title ?? item.title ?? '',
    })),
  )
  return html`<section class="card">
    <h2>Responses: ${all.length}</h2>
    <div class="scroll">
      <table>
        <tr>
          <th>Submitted</th>
          <th>Email</th>
          ${titles.map(({ title }) => html`<th>${title}</th>`)}
          <th></th>
        </tr>
        ${all.slice(-200).map(
          (one) =>
            html`<tr>
              <td>${timestamp(one.submitted)}</td>
              <td>${one.email}</td>
              ${titles.map(({ id }) => html`<td>${one.answers[id]?.join(', ')}</td>`)}
              <td>
                ${press({ do: 'delete_response', id: one.id }, small('Delete', one.id.slice(-6)))}
              </td>
            </tr>`,
        )}
      </table>
    </div>
  </section>`
}

function editorPage(google: Google, form: StoredForm, problem: string): string {
  const links = linksOf(google, form)
  const body = html`<section class="card head">
      ${problem !== '' && html`<p class="bad" role="alert">${problem}</p>`}
      ${press(
        { do: 'title' },
        html`<input type="text" name="title" value="${form.info.title}" aria-label="Form title" />
          <textarea name="description" rows="2" aria-label="Form description">
${form.info.description}</textarea>
          <button>Save</button>`,
      )}
      <p>
        <a href="${links.responder}">Public page</a> · <a href="${links.short}">Short link</a> ·
        <a href="${google.root()}/forms/d/${form.id}/prefill">Get pre-filled link</a> ·
        <a href="${google.root()}/home">All files</a>
      </p>
      <p class="soft">Address for programs: ${links.edit}</p>
    </section>
    ${form.items.map(itemRow)} ${addCard()} ${settingsCard(form)} ${sharingCard(google, form)}
    ${responsesCard(form)}`
  return page({ title: `${form.info.title} – Forms`, lang: 'en', body, isWide: true })
}

const params = z.object({ id: z.string() })

/** The form whose editor this browser may see, or the page that is shown instead. */
function opened(
  google: Google,
  request: FastifyRequest,
): { form: StoredForm } | { status: number; body: string } {
  const form = google.state.forms.get(params.parse(request.params).id)
  const file = form && google.state.files.get(form.id)
  const texts = textsFor(request.headers['accept-language'])
  const show = (title: string, help: string): string =>
    page({
      title,
      lang: texts.lang,
      body: html`<section class="card head">
        <h1>${title}</h1>
        <p>${help}</p>
      </section>`,
    })
  if (!form || !file || file.trashed)
    return { status: 404, body: show(texts.t.missing, texts.t.missing_help) }
  const account = accountOf(google, request)
  if (account === null) return { status: 401, body: signInPage(google, request.url, texts) }
  if (roleOf(file, account) === undefined)
    return { status: 403, body: show('You need access', `${account} may not open this file.`) }
  return { form }
}

function sendProblem(reply: FastifyReply, google: Google, form: StoredForm, error: unknown) {
  if (!(error instanceof GoogleError)) throw error
  return sendPage(reply, editorPage(google, form, error.message), 400)
}

function prefillPage(form: StoredForm): string {
  const cards = form.items.map((item) =>
    itemCard(item, { answers: {}, faults: {}, t: textsFor('en').t }),
  )
  const body = html`<form method="post">
    <section class="card head">
      <h1>Get pre-filled link</h1>
      <p>Fill in what the link shall hold.</p>
    </section>
    ${cards}<button class="main">Get link</button>
  </form>`
  return page({ title: `Pre-filled link – ${form.info.title}`, lang: 'en', body })
}

/** The link that fills a form in, as Google's editor makes it. */
function prefilledLink(google: Google, form: StoredForm, fields: URLSearchParams): string {
  const answers = readAnswers(form.items, fields)
  const query = new URLSearchParams({ usp: 'pp_url' })
  for (const [id, values] of Object.entries(answers))
    for (const value of values) query.append(`entry.${BigInt(`0x${id}`).toString()}`, value)
  return `${linksOf(google, form).responder}?${query.toString()}`
}

/** Adds the small editor and the page that makes pre-filled links. */
export function registerEditor(app: FastifyInstance, google: Google): void {
  const fieldsOf = ({ body }: FastifyRequest): URLSearchParams =>
    body instanceof URLSearchParams ? body : new URLSearchParams()
  app.get('/forms/d/:id/edit', async (request, reply) => {
    const found = opened(google, request)
    if (!('form' in found)) return sendPage(reply, found.body, found.status)
    return sendPage(reply, editorPage(google, found.form, ''))
  })
  app.post('/forms/d/:id/edit', async (request, reply) => {
    const found = opened(google, request)
    if (!('form' in found)) return sendPage(reply, found.body, found.status)
    try {
      actInEditor(google, found.form, fieldsOf(request))
    } catch (error) {
      return sendProblem(reply, google, found.form, error)
    }
    return reply.redirect(linksOf(google, found.form).edit, 303)
  })
  app.get('/forms/d/:id/prefill', async (request, reply) => {
    const found = opened(google, request)
    if (!('form' in found)) return sendPage(reply, found.body, found.status)
    return sendPage(reply, prefillPage(found.form))
  })
  app.post('/forms/d/:id/prefill', async (request, reply) => {
    const found = opened(google, request)
    if (!('form' in found)) return sendPage(reply, found.body, found.status)
    const link = prefilledLink(google, found.form, fieldsOf(request))
    const body = html`<section class="card head">
      <h1>Pre-filled link</h1>
      <p><a href="${link}">${link}</a></p>
    </section>`
    return sendPage(reply, page({ title: 'Pre-filled link', lang: 'en', body }))
  })
}
