import type { Services } from '#core/context.ts'
import { isEchoed, prefilledUrl } from '../rules/questions.ts'
import type { Form } from '../store/forms.ts'
import { googleOrigin } from './google.ts'
import { entryFor } from './prefill.ts'

const deadlineMs = 10_000

/**
 * Asks the form's public page, as anybody can, whether it fills the code in under the number that is
 * known of its question. A page that wants a sign-in cannot be asked.
 */
export async function probePrefill(
  services: Services,
  form: Pick<Form, 'responder_uri' | 'code_question_id' | 'prefill_map'>,
): Promise<Form['prefill']> {
  const { responder_uri, code_question_id } = form
  if (responder_uri === null || code_question_id === null) return 'unchecked'
  if (!URL.canParse(responder_uri) || new URL(responder_uri).origin !== googleOrigin(services)) {
    return 'unchecked'
  }
  const probe = services.random(10).toString('hex')
  const address = prefilledUrl(responder_uri, { [entryFor(form, code_question_id)]: probe })
  try {
    const signal = AbortSignal.timeout(deadlineMs)
    const answer = await fetch(address, { redirect: 'manual', signal })
    if (answer.status >= 500) return 'unchecked'
    return isEchoed(await answer.text(), probe) ? 'works' : 'needs_link'
  } catch {
    return 'unchecked'
  }
}
