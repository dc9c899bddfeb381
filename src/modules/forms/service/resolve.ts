import type { Services } from '#core/context.ts'
import { isBlindCode } from '../rules/blind.ts'
import { readCode } from '../rules/code.ts'
import type { CodeState } from '../rules/judge.ts'
import { isAnonymous } from '../rules/state.ts'
import { isTarget } from '../rules/targets.ts'
import { poolHashes } from '../store/anonymous.ts'
import type { Form } from '../store/forms.ts'
import { linksByCode, someLinks } from '../store/links.ts'
import { loadAround, type StoredResponse } from '../store/responses.ts'
import { blindKeys, hashOfCode, memberCodes } from './codes.ts'

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
  const codeFor = memberCodes(services, form)
  return new Map(
    everyone.map((member) => [
      hashOfCode(codeFor(member.user_id)),
      { id: member.user_id, is_target: isTarget(member, form.target_roles) },
    ]),
  )
}

type Links = Awaited<ReturnType<typeof linksByCode>>

/** The codes that stand in answers, by their hash. */
function codesIn(form: Form, answers: readonly StoredResponse['answers'][]): Set<string> {
  const hashes = answers.flatMap((one) => {
    const read = readCode(textOf(form, one))
    return read.kind === 'code' ? hashOfCode(read.code) : []
  })
  return new Set(hashes)
}

/** Whether these codes of members say all that is to be known of the answers. */
function areEnough(
  form: Form,
  links: Links,
  answers: readonly StoredResponse['answers'][],
): boolean {
  const isKnown = (hash: string) => links.has(hash)
  const wasUnasked = [...links.values()].some(({ first_issued_at }) => first_issued_at === null)
  return !wasUnasked && [...codesIn(form, answers)].every(isKnown)
}

async function namedCodes(
  services: Services,
  form: Form,
  answers: readonly StoredResponse['answers'][],
): Promise<Codes> {
  const links = await linksByCode(services.database, form.id)
  const members = areEnough(form, links, answers)
    ? new Map<string, never>()
    : await unaskedOwners(services, form)
  return codesFrom(form, links, members)
}

function codesFrom(
  form: Form,
  links: Links,
  members: Awaited<ReturnType<typeof unaskedOwners>>,
): Codes {
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

/** Responses that are judged together, and whose; `people` is null for everybody's. */
export type Scope = {
  stored: readonly StoredResponse[]
  codes: Codes
  people: readonly string[] | null
}

/** More new responses at once than these are judged with all others. */
const mostAround = 200

/**
 * What is known around some responses of a named form: all others of the same people, since of each
 * person's one counts. Null where that is not enough to judge them.
 */
export async function scopeAround(
  { database }: Services,
  form: Form,
  shown: readonly Pick<StoredResponse, 'answers'>[],
  known: readonly StoredResponse[],
): Promise<Scope | null> {
  if (isAnonymous(form.anonymity) || shown.length > mostAround) return null
  const answersOf = (all: readonly Pick<StoredResponse, 'answers'>[]) =>
    all.map(({ answers }) => answers)
  const ruledFor = ({ ruling }: StoredResponse) =>
    ruling?.kind === 'assign' ? [ruling.discord_id] : []
  const hashes = codesIn(form, answersOf([...shown, ...known]))
  const assigned = known.flatMap(ruledFor)
  const found = [
    ...(await someLinks(database, form.id, 'code_hash', [...hashes])),
    ...(await someLinks(database, form.id, 'discord_id', assigned)),
  ]
  const links: Links = new Map(found.map((link) => [link.code_hash, link]))
  const people = new Set([...found.map(({ discord_id }) => discord_id), ...assigned])
  const around = (await loadAround(database, form.id, [...links.keys()])).filter(
    (one) => links.has(one.code_hash ?? '') || ruledFor(one).some((id) => people.has(id)),
  )
  const ids = new Set(around.map(({ google_response_id: id }) => id))
  const stored = [...around, ...known.filter((one) => !ids.has(one.google_response_id))]
  const isWhole = stored.flatMap(ruledFor).every((id) => people.has(id))
  if (!isWhole || !areEnough(form, links, answersOf([...shown, ...stored]))) return null
  return { stored, codes: codesFrom(form, links, new Map()), people: [...people] }
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
