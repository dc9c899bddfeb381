import type { Question, QuestionKind, QuestionRole } from '../contract/form.ts'

type Asked = Omit<Question, 'role'>

const titles: Record<QuestionRole, RegExp> = {
  code: /^回答コード|^(response|answer) code|^code de réponse|^응답 코드/i,
  name: /^(お?名前|氏名|ご?氏名|(full )?name|your name|nom( complet)?|이름|성명)\s*(（.*）|\(.*\))?\s*[*＊]?$/i,
  student_id:
    /^(学籍番号|学生番号|student (id|number)( number)?|numéro d[’']étudiant|학번)\s*(（.*）|\(.*\))?\s*[*＊]?$/i,
}

/** Kinds of questions that ask for who somebody is, wherever the words stand in the title. */
const nameLike =
  /名前|氏名|学籍|メール|電話|\bname\b|e-?mail|student (id|number)|\bnom\b|이름|성명|학번/i

const takesText: readonly QuestionKind[] = ['text', 'paragraph']

/** Says what each question is for: by the ids that are known, else by its title. */
export function withRoles(asked: readonly Asked[], codeQuestionId: string | null): Question[] {
  const known = asked.some(({ question_id }) => question_id === codeQuestionId)
  const taken = new Set<QuestionRole>()
  return asked.map((one) => {
    const isCode = known ? one.question_id === codeQuestionId : titles.code.test(one.title.trim())
    const role = isCode
      ? 'code'
      : (['name', 'student_id'] as const).find((wish) => titles[wish].test(one.title.trim()))
    const fits = role !== undefined && takesText.includes(one.kind) && !taken.has(role)
    if (fits) taken.add(role)
    return { ...one, role: fits ? role : null }
  })
}

/** Which of our questions are not there; anonymous forms want no names. */
export function missingRoles(questions: readonly Question[], isAnonymous: boolean): QuestionRole[] {
  const wanted: QuestionRole[] = isAnonymous ? ['code'] : ['code', 'name', 'student_id']
  return wanted.filter((role) => !questions.some((one) => one.role === role))
}

/** Titles of questions that ask who somebody is, though the form is anonymous. */
export function namingQuestions(questions: readonly Question[]): string[] {
  return questions
    .filter(({ role, title }) => role !== 'code' && (role !== null || nameLike.test(title)))
    .map(({ title }) => title)
}

/** Seconds that answering takes, by kind: reading included. */
const secondsFor: Record<QuestionKind, number> = {
  text: 20,
  paragraph: 75,
  choice: 8,
  checkbox: 12,
  dropdown: 10,
  scale: 8,
  rating: 6,
  date: 12,
  time: 12,
  file: 60,
  grid: 6,
  unknown: 15,
}

/** How long answering takes, in whole minutes, from the kinds of questions; at least one. */
export function estimateMinutes(questions: readonly Question[]): number {
  const asked = questions.filter(({ role }) => role !== 'code')
  const seconds = asked.reduce((sum, { kind }) => sum + secondsFor[kind], 20)
  return Math.max(1, Math.round(seconds / 60))
}

/** The text with which a question of ours is added, in the language of the form. */
export type NewQuestion = { role: QuestionRole; title: string; description: string }

/** An item of Google's with a short text question whose id we choose. */
export function textItem(
  question: NewQuestion,
  ids: { itemId: string; questionId: string },
): object {
  const { title, description } = question
  return {
    itemId: ids.itemId,
    title,
    description,
    questionItem: { question: { questionId: ids.questionId, required: true, textQuestion: {} } },
  }
}

/** An id for an item or question: eight hexadecimal digits, the first not zero. */
export function googleId(random: Uint8Array): string {
  const [first = 0, ...rest] = random.subarray(0, 4)
  const safe = (first & 0xf0) === 0 ? first | 0x10 : first
  return [safe, ...rest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The number under which a question is prefilled: its id read as hexadecimal (undocumented). */
export function entryOf(questionId: string): string {
  return /^[0-9a-f]{1,8}$/i.test(questionId) ? String(Number.parseInt(questionId, 16)) : questionId
}

/** Entry numbers and values in a pre-filled link that somebody made in Google's editor. */
export function entriesIn(url: string): Map<string, string> {
  if (!URL.canParse(url)) return new Map()
  const pairs = [...new URL(url).searchParams].flatMap(([name, value]) => {
    const entry = /^entry\.(\d{1,12})$/.exec(name)?.[1]
    return entry === undefined ? [] : [[entry, value] as const]
  })
  return new Map(pairs)
}

/** The form's public address with answers filled in; values by entry number. */
export function prefilledUrl(
  responderUri: string,
  values: Readonly<Record<string, string>>,
): string {
  const url = new URL(responderUri)
  url.searchParams.set('usp', 'pp_url')
  for (const [entry, value] of Object.entries(values)) url.searchParams.set(`entry.${entry}`, value)
  return url.href
}

/** Whether a page has a value filled in: as a whole, not as a part of some address. */
export function isEchoed(html: string, value: string): boolean {
  return [`"${value}"`, `&quot;${value}&quot;`, `\\x22${value}\\x22`].some((text) =>
    html.includes(text),
  )
}
