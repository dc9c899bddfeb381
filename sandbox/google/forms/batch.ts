import { z } from 'zod'
import { invalid } from '../errors.ts'
import { makeId, type Random } from '../ids.ts'
import type { StoredForm } from '../state.ts'
import { itemBody, questionsOf, refuseItem, type Item } from './items.ts'

const location = z.strictObject({ index: z.number().int() })
const info = z.strictObject({
  title: z.string().optional(),
  description: z.string().optional(),
  documentTitle: z.string().optional(),
})
const emails = z.enum(['DO_NOT_COLLECT', 'VERIFIED', 'RESPONDER_INPUT'])

const change = z.strictObject({
  createItem: z.strictObject({ item: itemBody, location }).optional(),
  updateItem: z.strictObject({ item: itemBody, location, updateMask: z.string() }).optional(),
  moveItem: z.strictObject({ originalLocation: location, newLocation: location }).optional(),
  deleteItem: z.strictObject({ location }).optional(),
  updateFormInfo: z.strictObject({ info, updateMask: z.string() }).optional(),
  updateSettings: z
    .strictObject({
      settings: z.strictObject({
        quizSettings: z.strictObject({ isQuiz: z.boolean().optional() }).optional(),
        emailCollectionType: emails.optional(),
      }),
      updateMask: z.string(),
    })
    .optional(),
})

/** The body of `forms.batchUpdate`. */
export const batchBody = z.strictObject({
  includeFormInResponse: z.boolean().optional(),
  requests: z.array(change).default([]),
  writeControl: z
    .strictObject({
      requiredRevisionId: z.string().optional(),
      targetRevisionId: z.string().optional(),
    })
    .optional(),
})

/** One change of a form. */
export type Change = z.infer<typeof change>
/** What a form consists of, as far as changes reach. */
export type Content = Pick<StoredForm, 'info' | 'items' | 'settings'>
/** The answer to one change: only created items have one. */
export type Reply = { createItem?: { itemId: string; questionId: string[] } }

const hexId = /^[0-9a-f]{1,8}$/i

function masks(mask: string, known: readonly string[]): Set<string> {
  const wanted = mask === '*' ? known : mask.split(',').map((path) => path.trim())
  const unknown = wanted.find(
    (path) => !known.some((one) => path === one || path.startsWith(`${one}.`)),
  )
  if (mask === '' || unknown !== undefined)
    throw invalid(mask === '' ? 'update_mask is required' : `Invalid field in mask: ${unknown}`)
  return new Set(wanted)
}

function at(items: readonly Item[], index: number): Item {
  const found = items[index]
  if (!found) throw invalid(`Index ${index} is out of range, there are ${items.length} items`)
  return found
}

function claim(id: string | undefined, used: Set<string>, random: Random): string {
  if (id === undefined || id === '') {
    const fresh = makeId.item(random)
    return used.has(fresh) ? claim(undefined, used, random) : fresh
  }
  if (!hexId.test(id)) throw invalid(`Invalid ID: ${id}`)
  if (used.has(id)) throw invalid(`ID ${id} is already in use`)
  return id
}

/** Ids of items and questions share one space (assumed). */
function idsOf(items: readonly Item[]): Set<string> {
  return new Set(
    items.flatMap((item) => [
      item.itemId ?? '',
      ...questionsOf(item).map(({ questionId }) => questionId ?? ''),
    ]),
  )
}

/** The item with all its ids, those given and fresh ones. */
function withIds(item: Item, used: Set<string>, random: Random): Item {
  const take = (id: string | undefined): string => {
    const own = claim(id, used, random)
    used.add(own)
    return own
  }
  const named = { ...item, itemId: take(item.itemId) }
  for (const question of questionsOf(named)) question.questionId = take(question.questionId)
  return named
}

function place(index: number, length: number): number {
  if (index < 0 || index > length)
    throw invalid(`Index ${index} is out of range, there are ${length} items`)
  return index
}

function check(items: readonly Item[]): void {
  const pages = new Set(items.filter((one) => one.pageBreakItem).map((one) => one.itemId ?? ''))
  for (const item of items) {
    const wrong = refuseItem(item, pages)
    if (wrong !== undefined) throw invalid(wrong)
  }
}

function create(content: Content, body: NonNullable<Change['createItem']>, random: Random): Reply {
  if (questionsOf(body.item).some((one) => one.fileUploadQuestion))
    throw invalid('File upload questions cannot be created through the API')
  const item = withIds(structuredClone(body.item), idsOf(content.items), random)
  content.items.splice(place(body.location.index, content.items.length), 0, item)
  check(content.items)
  const questionId = questionsOf(item).map((one) => one.questionId ?? '')
  return { createItem: { itemId: item.itemId ?? '', questionId } }
}

const itemFields = [
  'itemId',
  'title',
  'description',
  'questionItem',
  'questionGroupItem',
  'pageBreakItem',
  'textItem',
  'imageItem',
  'videoItem',
] as const

/** Copies one path of the mask, such as `questionItem.question.required`, from `source` to `target`. */
function copyPath(
  target: Record<string, unknown>,
  source: Record<string, unknown>,
  path: string[],
): void {
  const [name = '', ...rest] = path
  const value = source[name]
  const inner = target[name]
  if (rest.length === 0) {
    if (value === undefined) delete target[name]
    else target[name] = structuredClone(value)
    return
  }
  if (!isRecord(inner)) throw invalid(`Invalid field in mask: ${path.join('.')}`)
  copyPath(inner, isRecord(value) ? value : {}, rest)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Proto spellings such as `question_item.question` are taken too. */
const camel = (path: string): string =>
  path.replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase())

function update(content: Content, body: NonNullable<Change['updateItem']>, random: Random): void {
  const { index } = body.location
  const current = structuredClone(at(content.items, index))
  const mask = masks(camel(body.updateMask), itemFields)
  const next: Record<string, unknown> = current
  for (const path of mask) copyPath(next, body.item, path.split('.'))
  const others = content.items.filter((_item, position) => position !== index)
  content.items[index] = withIds(itemBody.parse(next), idsOf(others), random)
  check(content.items)
}

function move(content: Content, body: NonNullable<Change['moveItem']>): void {
  at(content.items, body.originalLocation.index)
  at(content.items, body.newLocation.index)
  const moved = content.items.splice(body.originalLocation.index, 1)
  content.items.splice(body.newLocation.index, 0, ...moved)
}

function remove(content: Content, body: NonNullable<Change['deleteItem']>): void {
  at(content.items, body.location.index)
  content.items.splice(body.location.index, 1)
  check(content.items)
}

function describe(content: Content, body: NonNullable<Change['updateFormInfo']>): void {
  const mask = masks(camel(body.updateMask), ['title', 'description', 'documentTitle'])
  if (mask.has('documentTitle') && body.updateMask !== '*')
    throw invalid('documentTitle cannot be updated')
  if (body.info.title?.includes('\n')) throw invalid('Displayed text cannot contain newlines')
  if (mask.has('title')) content.info.title = body.info.title ?? ''
  if (mask.has('description')) content.info.description = body.info.description ?? ''
}

function settle(content: Content, body: NonNullable<Change['updateSettings']>): void {
  const mask = masks(camel(body.updateMask), ['quizSettings', 'emailCollectionType'])
  const { settings } = body
  if ([...mask].some((path) => path.startsWith('quizSettings')))
    content.settings.is_quiz = settings.quizSettings?.isQuiz ?? false
  if (mask.has('emailCollectionType')) {
    if (settings.emailCollectionType === undefined)
      throw invalid('email_collection_type must be specified')
    content.settings.emails = settings.emailCollectionType
  }
}

/** Applies one change to `content`, which is the caller's own copy. Throws 400. */
function apply(content: Content, one: Change, random: Random): Reply {
  if (Object.keys(one).length !== 1) throw invalid('Exactly one kind of request must be set')
  if (one.createItem) return create(content, one.createItem, random)
  if (one.updateItem) update(content, one.updateItem, random)
  if (one.moveItem) move(content, one.moveItem)
  if (one.deleteItem) remove(content, one.deleteItem)
  if (one.updateFormInfo) describe(content, one.updateFormInfo)
  if (one.updateSettings) settle(content, one.updateSettings)
  return {}
}

/** All changes or none: the content after them and the answers, one for each change. Throws 400 for the first wrong one. */
export function applyChanges(
  content: Content,
  changes: readonly Change[],
  random: Random,
): { content: Content; replies: Reply[] } {
  const { info: title, items, settings } = content
  const next = structuredClone({ info: title, items, settings })
  const replies = changes.map((one) => apply(next, one, random))
  return { content: next, replies }
}
