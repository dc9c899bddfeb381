import type { Services } from '#core/context.ts'
import { isBlindCode } from '../rules/blind.ts'
import { readCode } from '../rules/code.ts'
import type { CodeState } from '../rules/judge.ts'
import { isAnonymous } from '../rules/state.ts'
import { isTarget } from '../rules/targets.ts'
import { poolHashes } from '../store/anonymous.ts'
import type { Form } from '../store/forms.ts'
import { linksByCode } from '../store/links.ts'
import type { StoredResponse } from '../store/responses.ts'
import { blindKeys, hashOfCode, memberCode } from './codes.ts'

/** What the text in the question for the code turned out to be. */
export type ReadText = { code_state: CodeState; code_hash: string | null }

/** Whose a code is, and what is known of that person. */
export type Owner = { id: string; is_target: boolean; had_door: boolean }

/** Codes of a form: reads what was typed, and knows whose each code is. */
export type Codes = {
  read(answers: StoredResponse['answers'], known: StoredResponse | null): ReadText
  ownerOf(hash: string | null): Owner | null
  /** Codes that were made for members who never asked for a link. */
  unasked: { discord_id: string; code_hash: string }[]
}

function textOf(form: Form, answers: StoredResponse['answers']): string | undefined {
  const question = form.code_question_ids.find((id) => answers[id]?.[0])
  return question === undefined ? undefined : answers[question]?.[0]
}

function anonymousOwner(hash: string | null): Owner | null {
  return hash === null ? null : { id: hash, is_target: true, had_door: true }
}

function readTyped(text: string | undefined, isKnown: (hash: string) => boolean): ReadText {
  const read = readCode(text)
  if (read.kind !== 'code') return { code_state: read.kind, code_hash: null }
  const code_hash = hashOfCode(read.code)
  return { code_state: isKnown(code_hash) ? 'known' : 'foreign', code_hash }
}

function blindCodes(services: Services, form: Form): Codes {
  const keys = blindKeys(services, form)
  return {
    read(answers, known) {
      const text = textOf(form, answers)?.trim()
      if (!text) return { code_state: 'missing', code_hash: null }
      if (!/^[\w-]{43}$/.test(text)) return { code_state: 'mistyped', code_hash: null }
      const code_hash = hashOfCode(text)
      // Checking costs two milliseconds, so it is done once for each code.
      const isChecked = known?.code_hash === code_hash && known.code_state === 'known'
      const isOurs = isChecked || isBlindCode(keys, Buffer.from(text, 'base64url'))
      return { code_state: isOurs ? 'known' : 'foreign', code_hash }
    },
    ownerOf: anonymousOwner,
    unasked: [],
  }
}

async function ledgerCodes(services: Services, form: Form): Promise<Codes> {
  const hashes = await poolHashes(services.database, form.id)
  return {
    read: (answers) => readTyped(textOf(form, answers), (hash) => hashes.has(hash)),
    ownerOf: anonymousOwner,
    unasked: [],
  }
}

/** Codes of members who never asked: made by hand, or with a key that leaked. */
async function unaskedOwners(
  services: Services,
  form: Form,
): Promise<Map<string, { id: string; is_target: boolean }>> {
  const everyone = await services.members.everyone(form.guild_id)
  return new Map(
    everyone.map((member) => [
      hashOfCode(memberCode(services, form, member.user_id)),
      { id: member.user_id, is_target: isTarget(member, form.target_roles) },
    ]),
  )
}

async function namedCodes(
  services: Services,
  form: Form,
  answers: readonly StoredResponse['answers'][],
): Promise<Codes> {
  const links = await linksByCode(services.database, form.id)
  const isStrange = answers.some((one) => {
    const read = readCode(textOf(form, one))
    return read.kind === 'code' && !links.has(hashOfCode(read.code))
  })
  const wasUnasked = [...links.values()].some(({ first_issued_at }) => first_issued_at === null)
  const members =
    isStrange || wasUnasked ? await unaskedOwners(services, form) : new Map<string, never>()
  const isKnown = (hash: string) => links.has(hash) || members.has(hash)
  return {
    read: (one) => readTyped(textOf(form, one), isKnown),
    ownerOf(hash) {
      if (hash === null) return null
      const link = links.get(hash)
      const member = members.get(hash)
      const had_door = link?.used_at !== null && link?.used_at !== undefined
      if (link && link.first_issued_at !== null) {
        return { id: link.discord_id, is_target: true, had_door }
      }
      if (member) return { id: member.id, is_target: member.is_target, had_door: false }
      return link ? { id: link.discord_id, is_target: false, had_door } : null
    },
    unasked: [...members]
      .filter(([hash]) => !links.has(hash))
      .map(([code_hash, { id: discord_id }]) => ({ discord_id, code_hash })),
  }
}

/** Everything that is known about the codes of a form; `answers` are those that are to be read. */
export function codesOf(
  services: Services,
  form: Form,
  answers: readonly StoredResponse['answers'][],
): Promise<Codes> {
  if (!isAnonymous(form.anonymity)) return namedCodes(services, form, answers)
  return form.anonymity === 'blind'
    ? Promise.resolve(blindCodes(services, form))
    : ledgerCodes(services, form)
}
