/** The texts of templates, by key of the catalogue. */
export type TemplateText = `template.${TemplateQuestion['title'] | 'yes' | 'no' | 'maybe'}`

/** A question of a form that is made from a template. */
type TemplateQuestion = {
  title: 'attend' | 'remark' | 'rating' | 'good' | 'better' | 'topic'
  required: boolean
  kind: 'paragraph' | 'scale' | { choices: readonly ('yes' | 'no' | 'maybe')[] }
}

const attend: TemplateQuestion = {
  title: 'attend',
  required: true,
  kind: { choices: ['yes', 'no', 'maybe'] },
}
const remark: TemplateQuestion = { title: 'remark', required: false, kind: 'paragraph' }

/** Forms to begin with. */
export const templates: Record<
  'empty' | 'attendance' | 'feedback' | 'survey',
  readonly TemplateQuestion[]
> = {
  empty: [],
  attendance: [attend, remark],
  feedback: [
    { title: 'rating', required: true, kind: 'scale' },
    { title: 'good', required: false, kind: 'paragraph' },
    { title: 'better', required: false, kind: 'paragraph' },
  ],
  survey: [{ title: 'topic', required: true, kind: 'paragraph' }, remark],
}

/** The item of a template's question as Google takes it; `say` writes its texts. */
export function templateItem(
  question: TemplateQuestion,
  say: (key: TemplateText) => string,
): object {
  const { title, required, kind } = question
  const asked =
    kind === 'paragraph'
      ? { textQuestion: { paragraph: true } }
      : kind === 'scale'
        ? { scaleQuestion: { low: 1, high: 5 } }
        : {
            choiceQuestion: {
              type: 'RADIO',
              options: kind.choices.map((choice) => ({ value: say(`template.${choice}`) })),
            },
          }
  return { title: say(`template.${title}`), questionItem: { question: { required, ...asked } } }
}
