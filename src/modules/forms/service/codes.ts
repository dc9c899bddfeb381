import { createHash, createHmac } from 'node:crypto'
import type { Services } from '#core/context.ts'
import { codeOf } from '../rules/code.ts'
import { keysOf, type BlindKeys } from '../rules/blind.ts'
import type { Form } from '../store/forms.ts'

/** What is stored of a code: its SHA-256. */
export function hashOfCode(code: string): string {
  return createHash('sha256').update(code).digest('base64url')
}

/** A new key for a form, sealed for the database. */
export function newFormKey(services: Services, formId: string): string {
  const key = services.random(32).toString('base64url')
  return services.secretBox.seal(key, `forms:${formId}`)
}

function keyOf(services: Services, form: Pick<Form, 'id' | 'code_key'>): Buffer {
  if (form.code_key === null) throw new Error(`the form ${form.id} has no key yet`)
  return Buffer.from(services.secretBox.open(form.code_key, `forms:${form.id}`), 'base64url')
}

/** The response code of a member in a named form: always the same, and known to nobody without the key. */
export function memberCode(
  services: Services,
  form: Pick<Form, 'id' | 'code_key'>,
  userId: string,
): string {
  const mac = createHmac('sha256', keyOf(services, form)).update(`${form.id}\n${userId}`)
  return codeOf(mac.digest())
}

/** The keys of a blind form's proofs. */
export function blindKeys(services: Services, form: Pick<Form, 'id' | 'code_key'>): BlindKeys {
  return keysOf(keyOf(services, form))
}
