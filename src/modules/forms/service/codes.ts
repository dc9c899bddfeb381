import { createHash, createHmac } from 'node:crypto'
import type { Services } from '#core/context.ts'
import { codeOf } from '../rules/code.ts'
import { keysOf, type BlindKeys } from '../rules/blind.ts'
import { keyPurpose, poolPurpose } from '../rules/purpose.ts'
import type { Form } from '../store/forms.ts'

/** What is stored of a code: its SHA-256. */
export function hashOfCode(code: string): string {
  return createHash('sha256').update(code).digest('base64url')
}

/** A new key for a form, sealed for the database. */
export function newFormKey(services: Services, formId: string): string {
  const key = services.random(32).toString('base64url')
  return services.secretBox.seal(key, keyPurpose(formId))
}

function keyOf(services: Services, form: Pick<Form, 'id' | 'code_key'>): Buffer {
  if (form.code_key === null) throw new Error(`the form ${form.id} has no key yet`)
  return Buffer.from(services.secretBox.open(form.code_key, keyPurpose(form.id)), 'base64url')
}

/** Codes with no common key, sealed for the database; who gets which is drawn when they are given out. */
export function poolCodes(
  services: Services,
  formId: string,
  count: number,
): { number: number; sealed: string; code_hash: string }[] {
  return Array.from({ length: count }, (_, number) => {
    const code = codeOf(services.random(10))
    const sealed = services.secretBox.seal(code, poolPurpose(formId))
    return { number, sealed, code_hash: hashOfCode(code) }
  })
}

/** Such a code again. */
export function openCode(services: Services, formId: string, sealed: string): string {
  return services.secretBox.open(sealed, poolPurpose(formId))
}

/** What makes the response codes of members in a named form; the key is unsealed once for all of them. */
export function memberCodes(
  services: Services,
  form: Pick<Form, 'id' | 'code_key'>,
): (userId: string) => string {
  const key = keyOf(services, form)
  return (userId) => codeOf(createHmac('sha256', key).update(`${form.id}\n${userId}`).digest())
}

/** The response code of a member in a named form: always the same, and known to nobody without the key. */
export function memberCode(
  services: Services,
  form: Pick<Form, 'id' | 'code_key'>,
  userId: string,
): string {
  return memberCodes(services, form)(userId)
}

/** The keys of a blind form's proofs. */
export function blindKeys(services: Services, form: Pick<Form, 'id' | 'code_key'>): BlindKeys {
  return keysOf(keyOf(services, form))
}
