import { z } from 'zod'
import type { Selftest, SelftestWorld } from '#core/selftest.ts'
import { addQuestionsAnswer, googleAccount, questionList } from './contract/builder.ts'
import { form, type FormJson } from './contract/form.ts'
import { formFrame, syncAnswer } from './contract/results.ts'

const base = '/api/forms'

async function read(world: SelftestWorld, id: string): Promise<FormJson> {
  return world.api({ method: 'GET', path: `${base}/${id}`, status: 200, shape: form })
}

async function act(world: SelftestWorld, id: string, verb: string, body = {}): Promise<FormJson> {
  const path = `${base}/${id}/${verb}`
  return world.api({ method: 'POST', path, body, status: 200, shape: form })
}

/** The account is set up, and says what it may do. */
async function account(world: SelftestWorld): Promise<z.infer<typeof googleAccount>> {
  const path = `${base}/google`
  const found = await world.api({ method: 'GET', path, status: 200, shape: googleAccount })
  if (!found.configured) throw new Error(found.reason ?? 'no Google account is set up')
  return found
}

/** Brings in the form that `--form` names, or makes one where the account may. */
async function adopt(
  world: SelftestWorld,
  { can_create, email }: z.infer<typeof googleAccount>,
): Promise<FormJson> {
  const { guild_id } = world
  const google_form_url = world.option('form')
  if (google_form_url === null && !can_create) {
    throw new Error(`share a form with ${email ?? 'the account'} and name it: --form URL`)
  }
  const named = google_form_url === null ? { title: 'Muster selftest' } : { google_form_url }
  const made = await world.api({
    method: 'POST',
    path: base,
    body: { guild_id, ...named },
    status: 201,
    shape: form,
  })
  world.afterwards(() => remove(world, made.id))
  return made
}

async function isKnown(world: SelftestWorld, id: string): Promise<boolean> {
  const path = `${base}?guild_id=${world.guild_id}&page_size=200`
  const shape = z.object({ results: z.array(z.object({ id: z.string() })) })
  const { results } = await world.api({ method: 'GET', path, status: 200, shape })
  return results.some((one) => one.id === id)
}

async function remove(world: SelftestWorld, id: string): Promise<void> {
  if (!(await isKnown(world, id))) return
  const path = `${base}/${id}`
  await world.api({ method: 'DELETE', path, status: 204, shape: z.unknown() })
}

/** Adds the question for the code where it is missing, and takes it back at the end. */
async function codeQuestion(world: SelftestWorld, id: string): Promise<void> {
  const path = `${base}/${id}/questions`
  const { added } = await world.api({
    method: 'POST',
    path,
    body: { add: ['code'] },
    status: 200,
    shape: addQuestionsAnswer,
  })
  if (added.length > 0) world.afterwards(() => takeBack(world, id))
  const { missing } = await world.api({ method: 'GET', path, status: 200, shape: questionList })
  if (missing.includes('code')) throw new Error('the question for the code is not there')
}

async function takeBack(world: SelftestWorld, id: string): Promise<void> {
  if (!(await isKnown(world, id))) return
  const path = `${base}/${id}/questions`
  const { can_undo } = await world.api({ method: 'GET', path, status: 200, shape: questionList })
  if (!can_undo) return
  await world.api({ method: 'POST', path: `${path}/undo`, status: 200, shape: questionList })
}

/** Google comes to take answers, or to refuse them; legacy forms do not tell. */
async function accepting(world: SelftestWorld, id: string, wanted: boolean): Promise<void> {
  await world.until(async () => {
    const { google } = await read(world, id)
    return google?.legacy || google?.accepting === wanted ? true : null
  })
}

async function run(world: SelftestWorld): Promise<void> {
  const { step } = world
  const page = await step('selftest.live', () => world.follow('/ws/forms'))
  const google = await step('selftest.account', () => account(world))
  // Anybody may press the button: the page must be reachable at the public address.
  await step('selftest.door', () =>
    world.api({ method: 'GET', path: '/auth/form/selftest', status: 401, shape: z.unknown() }),
  )
  const { id } = await step('selftest.adopt', () => adopt(world, google))
  await step('selftest.question', () => codeQuestion(world, id))
  const panel = await step('selftest.publish', async () => {
    await act(world, id, 'publish', { channel_id: world.channel_id })
    await page.until(
      formFrame,
      (frame) =>
        frame.type === 'forms_changed' && frame.form_id === id && frame.event === 'published',
    )
    const messageId = await world.until(async () => (await read(world, id)).message_id)
    const message = await world.message(world.channel_id, messageId)
    if (!JSON.stringify(message).includes(`form_answer_${id}`)) {
      throw new Error('the panel has no button to answer with')
    }
    return messageId
  })
  await step('selftest.sync', async () => {
    await accepting(world, id, true)
    const path = `${base}/${id}/sync`
    const body = {}
    const looked = await world.api({ method: 'POST', path, body, status: 200, shape: syncAnswer })
    if (looked.fetch_error) throw new Error(looked.fetch_error.detail)
  })
  await step('selftest.close', async () => {
    await act(world, id, 'close')
    await accepting(world, id, false)
  })
  await step('selftest.remove', async () => {
    await takeBack(world, id)
    await remove(world, id)
    await world.until(async () =>
      (await world.message(world.channel_id, panel)) === null ? true : null,
    )
  })
}

/** The way of a form from Google into Discord and back. */
export const formsSelftest: Selftest = {
  scopes: ['forms:read', 'forms:write'],
  options: ['form'],
  run,
}
