import type { Question, QuestionKind } from '../../contract/form.ts'
import type { GoogleForm, GoogleItem } from './shapes.ts'

type GoogleQuestion = NonNullable<GoogleItem['questionItem']>['question']

const choiceKinds: Record<string, QuestionKind> = {
  RADIO: 'choice',
  CHECKBOX: 'checkbox',
  DROP_DOWN: 'dropdown',
}

function numbers(from: number, to: number): string[] {
  return Array.from({ length: Math.max(0, Math.min(to - from + 1, 20)) }, (_, at) =>
    String(from + at),
  )
}

function described(question: GoogleQuestion): { kind: QuestionKind; options: string[] } {
  const { textQuestion, choiceQuestion, scaleQuestion, ratingQuestion } = question
  if (textQuestion) return { kind: textQuestion.paragraph ? 'paragraph' : 'text', options: [] }
  if (choiceQuestion) {
    const options = choiceQuestion.options
      .filter(({ isOther }) => !isOther)
      .map(({ value }) => value)
    return { kind: choiceKinds[choiceQuestion.type] ?? 'choice', options }
  }
  if (scaleQuestion)
    return { kind: 'scale', options: numbers(scaleQuestion.low, scaleQuestion.high) }
  if (ratingQuestion)
    return { kind: 'rating', options: numbers(1, ratingQuestion.ratingScaleLevel) }
  if (question.dateQuestion) return { kind: 'date', options: [] }
  if (question.timeQuestion) return { kind: 'time', options: [] }
  if (question.fileUploadQuestion) return { kind: 'file', options: [] }
  return { kind: 'unknown', options: [] }
}

function ofItem(item: GoogleItem, index: number): Omit<Question, 'role'>[] {
  const { itemId: item_id, title, questionItem, questionGroupItem } = item
  if (questionItem) {
    const { question } = questionItem
    const { questionId: question_id, required } = question
    return [{ question_id, item_id, index, title, required, ...described(question) }]
  }
  const options = questionGroupItem?.grid?.columns?.options.map(({ value }) => value) ?? []
  return (questionGroupItem?.questions ?? []).map((one) => ({
    question_id: one.questionId,
    item_id,
    index,
    title: [title, one.rowQuestion?.title].filter(Boolean).join(' – '),
    kind: 'grid',
    required: one.required,
    options,
  }))
}

/** The questions of a form in their order, with the position of the items that they are in. */
export function questionsOf(form: GoogleForm): Omit<Question, 'role'>[] {
  return form.items.flatMap(ofItem)
}

/** Whether a question stands behind a page break, which section logic may jump over. */
export function isOnLaterPage(form: GoogleForm, itemId: string): boolean {
  const at = form.items.findIndex((item) => item.itemId === itemId)
  return form.items
    .slice(0, Math.max(0, at))
    .some(({ pageBreakItem }) => pageBreakItem !== undefined)
}

/** Whether the form takes answers; null for legacy forms, of which the API does not tell. */
export function acceptingOf(form: GoogleForm): boolean | null {
  const state = form.publishSettings?.publishState
  return state ? state.isPublished && state.isAcceptingResponses : null
}

/** Whether the form asks for, or takes, e-mail addresses. */
export function collectsEmail(form: GoogleForm): boolean {
  const type = form.settings?.emailCollectionType
  return (
    type !== undefined && !['DO_NOT_COLLECT', 'EMAIL_COLLECTION_TYPE_UNSPECIFIED'].includes(type)
  )
}
