import { z } from 'zod'

const id = z.string().optional()
const image = z.strictObject({
  contentUri: z.string().optional(),
  sourceUri: z.string().optional(),
  altText: z.string().optional(),
  properties: z.looseObject({}).optional(),
})

const option = z.strictObject({
  value: z.string().optional(),
  image: image.optional(),
  isOther: z.boolean().optional(),
  goToAction: z.enum(['NEXT_SECTION', 'RESTART_FORM', 'SUBMIT_FORM']).optional(),
  goToSectionId: z.string().optional(),
})

const choiceQuestion = z.strictObject({
  type: z.enum(['RADIO', 'CHECKBOX', 'DROP_DOWN']),
  options: z.array(option).min(1),
  shuffle: z.boolean().optional(),
})

const question = z.strictObject({
  questionId: id,
  required: z.boolean().optional(),
  grading: z.looseObject({}).optional(),
  choiceQuestion: choiceQuestion.optional(),
  textQuestion: z.strictObject({ paragraph: z.boolean().optional() }).optional(),
  scaleQuestion: z
    .strictObject({
      low: z.number().int().optional(),
      high: z.number().int(),
      lowLabel: z.string().optional(),
      highLabel: z.string().optional(),
    })
    .optional(),
  dateQuestion: z
    .strictObject({ includeTime: z.boolean().optional(), includeYear: z.boolean().optional() })
    .optional(),
  timeQuestion: z.strictObject({ duration: z.boolean().optional() }).optional(),
  ratingQuestion: z
    .strictObject({
      ratingScaleLevel: z.number().int().min(3).max(10),
      iconType: z.enum(['STAR', 'HEART', 'THUMB_UP']),
    })
    .optional(),
  fileUploadQuestion: z.looseObject({}).optional(),
  rowQuestion: z.strictObject({ title: z.string() }).optional(),
})

/** An item of a form as the API takes and gives it (discovery of Forms v1). */
export const itemBody = z.strictObject({
  itemId: id,
  title: z.string().optional(),
  description: z.string().optional(),
  questionItem: z.strictObject({ question, image: image.optional() }).optional(),
  questionGroupItem: z
    .strictObject({
      questions: z.array(question).min(1),
      grid: z
        .strictObject({ columns: choiceQuestion, shuffleQuestions: z.boolean().optional() })
        .optional(),
      image: image.optional(),
    })
    .optional(),
  pageBreakItem: z.strictObject({}).optional(),
  textItem: z.strictObject({}).optional(),
  imageItem: z.strictObject({ image }).optional(),
  videoItem: z
    .strictObject({ video: z.looseObject({}), caption: z.string().optional() })
    .optional(),
})

/** An item; one that is part of a form has ids. */
export type Item = z.infer<typeof itemBody>
/** A question of an item. */
export type Question = z.infer<typeof question>
/** The options of a choice. */
export type Choice = z.infer<typeof choiceQuestion>

/** The questions of an item, in order. */
export function questionsOf(item: Item): Question[] {
  return item.questionItem
    ? [item.questionItem.question]
    : (item.questionGroupItem?.questions ?? [])
}

const itemKinds = [
  'questionItem',
  'questionGroupItem',
  'pageBreakItem',
  'textItem',
  'imageItem',
  'videoItem',
] as const
const questionKinds = [
  'choiceQuestion',
  'textQuestion',
  'scaleQuestion',
  'dateQuestion',
  'timeQuestion',
  'ratingQuestion',
  'fileUploadQuestion',
  'rowQuestion',
] as const

function refuseChoice({ type, options }: Choice, pages: ReadonlySet<string>): string | undefined {
  const values = options.filter((one) => one.isOther !== true).map(({ value }) => value ?? '')
  if (options.length === 0) return 'At least one option is required'
  if (values.includes('')) return 'Option value must not be empty'
  if (new Set(values).size < values.length) return 'Cannot have duplicate option values'
  if (options.filter((one) => one.isOther).length > 1) return 'Only one option may be "other"'
  if (type === 'DROP_DOWN' && options.some((one) => one.isOther))
    return 'Drop-down questions have no "other" option'
  const jumps = options.filter((one) => one.goToAction ?? one.goToSectionId)
  if (type === 'CHECKBOX' && jumps.length > 0) return 'Checkbox questions cannot go to a section'
  const lost = options.find((one) => one.goToSectionId && !pages.has(one.goToSectionId))
  return lost === undefined ? undefined : `There is no section ${lost.goToSectionId}`
}

function refuseQuestion(one: Question, pages: ReadonlySet<string>): string | undefined {
  const kinds = questionKinds.filter((kind) => one[kind] !== undefined)
  if (kinds.length !== 1) return 'Exactly one kind of question must be set'
  const { choiceQuestion: choice, scaleQuestion: scale } = one
  if (choice) return refuseChoice(choice, pages)
  if (!scale) return undefined
  const low = scale.low ?? 0
  if (low !== 0 && low !== 1) return 'Scale low must be 0 or 1'
  return scale.high < 2 || scale.high > 10 ? 'Scale high must be from 2 to 10' : undefined
}

/** Why an item cannot be part of a form whose sections begin with `pages`; undefined when it can. */
export function refuseItem(item: Item, pages: ReadonlySet<string>): string | undefined {
  if (itemKinds.filter((kind) => item[kind] !== undefined).length !== 1)
    return 'Exactly one kind of item must be set'
  if (item.title?.includes('\n')) return 'Displayed text cannot contain newlines'
  const isGroup = item.questionGroupItem !== undefined
  for (const one of questionsOf(item)) {
    if (isGroup !== (one.rowQuestion !== undefined)) return 'Rows belong to question groups only'
    const wrong = refuseQuestion(one, pages)
    if (wrong !== undefined) return wrong
  }
  return undefined
}
