import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { form as formShape, type FormJson } from '#modules/forms/contract/form.ts'
import { questionList } from '#modules/forms/contract/builder.ts'
import type { Program } from '../program.ts'

const acted = z.looseObject({ ok: z.boolean(), responses: z.array(z.unknown()).default([]) })
const made = z.looseObject({ result: z.looseObject({ form_id: z.string(), edit: z.string() }) })
const person = z.object({ user_id: z.string() })

/** A published form, and what people do with it. */
export type FormPlace = {
  form: FormJson
  /** Ids of the questions: for the code, and one to choose and one to write in. */
  questions: { code: string; choice: string; text: string }
  /** Addresses of links, so many for each of so many people. */
  links(people: number, each: number): Promise<string[]>
  /** Sends responses at Google. */
  submit(submissions: readonly Record<string, string>[]): Promise<void>
}

const choiceItem = (title: string, options: readonly string[]) => ({
  title,
  questionItem: {
    question: {
      choiceQuestion: { type: 'RADIO', options: options.map((value) => ({ value })) },
    },
  },
})
const textItem = (title: string) => ({ title, questionItem: { question: { textQuestion: {} } } })

/** What people choose from. */
export const choices = ['Monday', 'Wednesday', 'Friday', 'Never'] as const

/** Makes a form in Google, adopts it and publishes it. */
export async function openPlace(program: Program): Promise<FormPlace> {
  const { sandbox, guildId, channelId } = program
  async function control(path: string, body: object): Promise<unknown> {
    const answer = await fetch(`${sandbox.origin}/_control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${path}: ${text}`)
    return JSON.parse(text)
  }
  async function act(action: object): Promise<z.infer<typeof acted> & { text: string }> {
    const answer = await control('act', { as: 'olivia', ...action })
    const result = acted.parse(answer)
    const text = JSON.stringify(answer)
    if (!result.ok) throw new Error(text)
    return { ...result, text }
  }

  const { result } = made.parse(
    await control('act', { as: 'olivia', do: 'google_create', title: 'Bench' }),
  )
  const items = [choiceItem('When?', choices), textItem('Why?')]
  const requests = items.map((item, index) => ({ createItem: { item, location: { index } } }))
  await act({ do: 'google_edit', form: result.form_id, requests })
  await act({ do: 'google_share', form: result.form_id, with: 'service' })
  const body = { guild_id: guildId, google_form_url: result.edit }
  const { id } = formShape.parse(await program.api('POST', '/api/forms', body))
  const path = `/api/forms/${id}`
  await program.api('POST', `${path}/questions`, { add: ['code'] })
  await program.api('POST', `${path}/publish`, { channel_id: channelId })
  let form = formShape.parse(await program.api('GET', path))
  while (form.message_id === null) {
    await pause(20)
    form = formShape.parse(await program.api('GET', path))
  }
  const { results } = questionList.parse(await program.api('GET', `${path}/questions`))
  const idOf = (title: RegExp) => results.find((one) => title.test(one.title))?.question_id ?? ''
  return {
    form,
    questions: { code: idOf(/code|コード/i), choice: idOf(/When/), text: idOf(/Why/) },
    async links(people, each) {
      const members = z.array(person).parse(await control('people', { count: people }))
      const click = {
        do: 'click',
        channel: 'recruit',
        message_id: form.message_id,
        custom_id: `form_answer_${id}`,
      }
      const urls: string[] = []
      for (const { user_id } of members) {
        for (let nth = 0; nth < each; nth += 1) {
          const { text } = await act({ as: user_id, ...click })
          const [url] = /https?:\/\/[^"\\]+\/auth\/form\/[\w.-]+/.exec(text) ?? []
          if (url === undefined) throw new Error(`no link: ${text}`)
          urls.push(url)
        }
      }
      return urls
    },
    async submit(submissions) {
      await act({ do: 'google_submit_many', form: result.form_id, submissions })
    },
  }
}
