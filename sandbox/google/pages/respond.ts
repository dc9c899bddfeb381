import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { questionsOf } from '../forms/items.ts'
import { linksOf, type Google } from '../google.ts'
import type { StoredForm } from '../state.ts'
import { faultsOf, readAnswers } from './answers.ts'
import { html, page, type Html } from './html.ts'
import { itemCard, type Filling } from './questions.ts'
import { nextSection, sectionsOf, type Answers, type Section } from './sections.ts'
import { accountOf, sendPage, signInPage } from './sign-in.ts'
import { refuseEntry, responseByKey, submit, type Refusal } from './submit.ts'
import { textsFor, type Texts } from './texts.ts'

const earlier = z.record(z.string(), z.array(z.string()))

/** One visit of a form's public page. */
type Visit = {
  form: StoredForm
  account: string | null
  lang: string
  t: Texts
  editKey: string | null
}

function message(visit: Visit, title: string, help: string, more?: Html): string {
  const { form, lang } = visit
  return page({
    title: form.info.title,
    lang,
    body: html`<section class="card head">
      <h1>${form.info.title}</h1>
      <p>${title}</p>
      <p class="help">${help}</p>
      ${more}
    </section>`,
  })
}

function refusalPage(google: Google, visit: Visit, { code }: Refusal): string {
  const { form, t } = visit
  if (code === 'closed')
    return message(visit, t.closed.replace('{title}', form.info.title), t.closed_help)
  if (code === 'already') {
    const own = [...form.responses.values()].find((one) => one.account === visit.account)
    const link = own && form.switches.edit_after_submit ? editLink(google, form, own.edit_key) : ''
    return message(
      visit,
      t.already,
      t.already_help,
      html`${link !== '' && html`<p><a href="${link}">${t.edit}</a></p>`}`,
    )
  }
  if (code === 'edit_off') return message(visit, t.edit_off, '')
  return message(visit, t.missing, t.missing_help)
}

function editLink(google: Google, form: StoredForm, key: string): string {
  return `${linksOf(google, form).responder}?edit2=${encodeURIComponent(key)}`
}

function emailCard(visit: Visit, typed: string, isBad: boolean): Html | false {
  const { form, t, account } = visit
  if (form.settings.emails === 'VERIFIED')
    return html`<section class="card">
      <p>${t.recorded_email} <b>${account}</b></p>
    </section>`
  return (
    form.settings.emails === 'RESPONDER_INPUT' &&
    html`<section class="card ${isBad ? 'faulty' : ''}">
      <label class="question" for="email">${t.email} <span class="bad">*</span></label>
      <input id="email" type="email" name="emailAddress" value="${typed}" />
      ${isBad && html`<p class="bad" role="alert">${t.email_bad}</p>`}
    </section>`
  )
}

type Shown = {
  number: number
  sections: readonly Section[]
  history: readonly number[]
  partial: Answers
  filling: Filling
  email: string
  isEmailBad?: boolean
}

function sectionPage(visit: Visit, shown: Shown): string {
  const { form, t, lang, editKey } = visit
  const { number, sections, history, partial, filling } = shown
  const section = sections[number]
  const isLast = nextSection(sections, number, {}) >= sections.length
  const hasRequired = section?.items.some((item) => item.questionItem?.question.required === true)
  const body = html`<form method="post" action="formResponse" novalidate>
    <section class="card head">
      <h1>${form.info.title}</h1>
      <p>${form.info.description}</p>
      ${hasRequired === true && html`<p class="bad help">${t.starred}</p>`}
    </section>
    ${
      section?.title !== '' &&
      html`<section class="card">
        <h2>${section?.title}</h2>
        <p class="help">${section?.description}</p>
      </section>`
    }
    ${number === 0 && emailCard(visit, shown.email, shown.isEmailBad === true)}
    ${(section?.items ?? []).map((item) => itemCard(item, filling))}
    <input type="hidden" name="pageHistory" value="${[...history, number].join(',')}" />
    <input type="hidden" name="partialResponse" value="${JSON.stringify(partial)}" />
    ${number > 0 && html`<input type="hidden" name="emailAddress" value="${shown.email}" />`}
    ${editKey !== null && html`<input type="hidden" name="edit2" value="${editKey}" />`}
    <p class="row">
      <button class="main">${isLast ? t.submit : t.next}</button>
      ${number > 0 && html`<button name="back" value="1">${t.back}</button>`}
    </p>
  </form>`
  return page({
    title: form.info.title,
    lang,
    body: html`${body}
      <p class="soft">${t.sandbox}</p>`,
  })
}

function start(visit: Visit, fields: URLSearchParams): string {
  const { form, t, editKey } = visit
  const sections = sectionsOf(form)
  const before = editKey === null ? undefined : responseByKey(form, editKey)
  const answers = before?.answers ?? readAnswers(form.items, fields)
  return sectionPage(visit, {
    number: 0,
    sections,
    history: [],
    partial: answers,
    filling: { answers, faults: {}, t },
    email: before?.email ?? '',
  })
}

function done(google: Google, visit: Visit, key: string): string {
  const { form, t } = visit
  const { edit_after_submit, one_response, confirmation } = form.switches
  const links = html`${
    edit_after_submit && html`<p><a href="${editLink(google, form, key)}">${t.edit}</a></p>`
  }
  ${!one_response && html`<p><a href="viewform">${t.another}</a></p>`}`
  return message(visit, confirmation === '' ? t.recorded : confirmation, '', links)
}

function parsePartial(text: string | null): Answers {
  try {
    return earlier.parse(JSON.parse(text ?? '{}'))
  } catch {
    return {}
  }
}

/** One press on "next", "back" or "submit". */
function proceed(google: Google, visit: Visit, fields: URLSearchParams): string {
  const { form, t, account, editKey } = visit
  const sections = sectionsOf(form)
  const way = (fields.get('pageHistory') ?? '0').split(',').map(Number)
  const number = way.at(-1) ?? 0
  const history = way.slice(0, -1)
  const email = fields.get('emailAddress') ?? ''
  const here = sections[number]?.items ?? []
  const entered = readAnswers(here, fields)
  const hereIds = new Set(here.flatMap(questionsOf).map(({ questionId }) => questionId))
  const kept = Object.entries(parsePartial(fields.get('partialResponse'))).filter(
    ([id]) => !hereIds.has(id),
  )
  const partial = { ...Object.fromEntries(kept), ...entered }
  const base = { sections, partial, email }
  const filling = { answers: partial, faults: {}, t }
  if (fields.has('back'))
    return sectionPage(visit, {
      ...base,
      number: history.at(-1) ?? 0,
      history: history.slice(0, -1),
      filling,
    })
  const faults = faultsOf(here, entered)
  if (Object.keys(faults).length > 0)
    return sectionPage(visit, { ...base, number, history, filling: { ...filling, faults } })
  const next = nextSection(sections, number, entered)
  if (next < sections.length)
    return sectionPage(visit, { ...base, number: next, history: [...history, number], filling })
  const result = submit(google, form, partial, {
    account,
    typed_email: email,
    ...(editKey !== null && { editKey }),
  })
  if ('response' in result) return done(google, visit, result.response.edit_key)
  const { refusal } = result
  if (refusal.code === 'email')
    return sectionPage(visit, { ...base, number: 0, history: [], filling, isEmailBad: true })
  if (refusal.code === 'faults')
    return sectionPage(visit, {
      ...base,
      number: 0,
      history: [],
      filling: { ...filling, faults: refusal.faults },
    })
  return refusalPage(google, visit, refusal)
}

const params = z.object({ id: z.string() })

function visitOf(google: Google, request: FastifyRequest, fields: URLSearchParams) {
  const { id } = params.parse(request.params)
  const form = [...google.state.forms.values()].find((one) => one.published_id === id)
  const isThere = form !== undefined && google.state.files.get(form.id)?.trashed === false
  const { lang, t } = textsFor(request.headers['accept-language'])
  return {
    lang,
    t,
    visit: isThere && {
      form,
      account: accountOf(google, request),
      lang,
      t,
      editKey: fields.get('edit2'),
    },
  }
}

function answer(
  google: Google,
  request: FastifyRequest,
  reply: FastifyReply,
  fields: URLSearchParams,
): FastifyReply {
  const { lang, t, visit } = visitOf(google, request, fields)
  if (!visit) {
    const body = html`<section class="card head">
      <h1>${t.missing}</h1>
      <p>${t.missing_help}</p>
    </section>`
    return sendPage(reply, page({ title: t.missing, lang, body }), 404)
  }
  const refusal = refuseEntry(visit.form, visit, visit.editKey)
  if (refusal?.code === 'sign_in')
    return sendPage(reply, signInPage(google, request.url, { lang, t }), 401)
  if (refusal) return sendPage(reply, refusalPage(google, visit, refusal))
  const isPost = request.method === 'POST'
  return sendPage(reply, isPost ? proceed(google, visit, fields) : start(visit, fields))
}

/** Adds the public pages of forms. */
export function registerResponder(app: FastifyInstance, google: Google): void {
  const fieldsOf = (request: FastifyRequest): URLSearchParams =>
    new URLSearchParams(request.url.split('?')[1] ?? '')
  app.get('/forms/d/e/:id/viewform', async (request, reply) =>
    answer(google, request, reply, fieldsOf(request)),
  )
  app.get('/forms/d/e/:id/formResponse', async (request, reply) => {
    const { id } = params.parse(request.params)
    return reply.redirect(`${google.root()}/forms/d/e/${id}/viewform`)
  })
  app.post('/forms/d/e/:id/formResponse', async (request, reply) => {
    const fields = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
    return answer(google, request, reply, fields)
  })
  app.get('/forms/d/:id/viewform', async (request, reply) => {
    const form = google.state.forms.get(params.parse(request.params).id)
    if (!form) return reply.callNotFound()
    const { search } = new URL(request.url, google.root())
    return reply.redirect(linksOf(google, form).responder + search)
  })
  app.get('/forms.gle/:id', async (request, reply) => {
    const { id } = params.parse(request.params)
    const form = [...google.state.forms.values()].find((one) => one.short_link === id)
    return form ? reply.redirect(linksOf(google, form).responder) : reply.callNotFound()
  })
}
