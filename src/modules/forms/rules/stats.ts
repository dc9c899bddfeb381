import type { Question } from '../contract/form.ts'
import type { QuestionStats } from '../contract/results.ts'

/** The answers of one response by question. */
export type Answers = Readonly<Record<string, readonly string[]>>

const choiceKinds: readonly Question['kind'][] = [
  'choice',
  'checkbox',
  'dropdown',
  'scale',
  'rating',
  'grid',
]
const numberKinds: readonly Question['kind'][] = ['scale', 'rating']
const mostTexts = 200
/** Answers beyond the offered ones ("Other: …") that are listed. */
const mostOthers = 30

function median(numbers: readonly number[]): number | null {
  const sorted = numbers.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  const upper = sorted[Math.floor(half)]
  const lower = sorted[Math.ceil(half) - 1]
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2
}

function choicesOf(question: Question, texts: readonly string[]): QuestionStats['choices'] {
  const counts = new Map(question.options.map((option) => [option, 0]))
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  const offered = question.options.map((text) => ({ text, count: counts.get(text) ?? 0 }))
  const others = [...counts]
    .filter(([text]) => !question.options.includes(text))
    .map(([text, count]) => ({ text, count }))
    .toSorted((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1))
  return [...offered, ...others.slice(0, mostOthers)]
}

/** The answers to one question, added up; texts come in the order of the responses. */
function statsOf(question: Question, all: readonly Answers[]): QuestionStats {
  const given = all.map((answers) => answers[question.question_id] ?? [])
  const texts = given.flat().filter((text) => text !== '')
  const isChoice = choiceKinds.includes(question.kind)
  const numbers = numberKinds.includes(question.kind)
    ? texts.map(Number).filter(Number.isFinite)
    : []
  const sum = numbers.reduce((total, one) => total + one, 0)
  const { question_id, title, kind } = question
  return {
    question_id,
    title,
    kind,
    answered: given.filter((one) => one.some((text) => text !== '')).length,
    choices: isChoice ? choicesOf(question, texts) : [],
    mean: numbers.length > 0 ? sum / numbers.length : null,
    median: median(numbers),
    texts: isChoice ? [] : texts.slice(0, mostTexts),
    more_texts: isChoice ? 0 : Math.max(0, texts.length - mostTexts),
  }
}

/** The answers to every question but that for the code. */
export function statistics(
  questions: readonly Question[],
  all: readonly Answers[],
): QuestionStats[] {
  return questions.filter(({ role }) => role !== 'code').map((question) => statsOf(question, all))
}
