import { rowChart } from '#core/charts/rows.ts'
import { useLanguage } from '#web/i18n/texts.tsx'
import { Failure } from '#web/pages/error.tsx'
import { ChartFigure } from '#web/ui/chart-figure.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { FormJson } from '../../contract/form.ts'
import { formStats, type QuestionStats } from '../../contract/results.ts'
import { formPath, useRead } from '../api.ts'
import { Section } from '../parts.tsx'
import { useTexts } from '../texts.ts'
import { Problems } from './problems.tsx'

/** So many free texts are shown at once. */
const shownTexts = 10

function TextList({ texts }: { texts: readonly string[] }) {
  return (
    <ul className="flex flex-col gap-2">
      {texts.map((one, index) => (
        <li
          key={index}
          className="rounded-control bg-sunken px-3 py-2 whitespace-pre-line wrap-anywhere"
        >
          {one}
        </li>
      ))}
    </ul>
  )
}

function Texts({ question }: { question: QuestionStats }) {
  const { text } = useTexts()
  const rest = question.texts.slice(shownTexts)
  return (
    <>
      <TextList texts={question.texts.slice(0, shownTexts)} />
      {rest.length > 0 && (
        <details>
          <summary className="cursor-pointer text-sm text-muted">
            {text('web.forms.answers.rest', { count: rest.length })}
          </summary>
          <div className="pt-2">
            <TextList texts={rest} />
          </div>
        </details>
      )}
      {question.more_texts > 0 && (
        <p className="text-sm text-muted">
          {text('web.forms.answers.more', { count: question.more_texts })}
        </p>
      )}
    </>
  )
}

function QuestionCard({ question }: { question: QuestionStats }) {
  const { text } = useTexts()
  const { locale } = useLanguage()
  const { choices, mean, median, texts } = question
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })
  return (
    <Section
      title={question.title}
      note={text('web.forms.answers.count', { count: question.answered })}
    >
      {mean !== null && median !== null && (
        <p>
          {text('web.forms.answers.mean', {
            mean: numbers.format(mean),
            median: numbers.format(median),
          })}
        </p>
      )}
      {choices.length > 0 && (
        <ChartFigure
          draw={(width) =>
            rowChart({
              width,
              title: question.title,
              locale,
              names: [text('web.forms.answers.choice'), text('web.forms.answers.title')],
              rows: choices.map((choice) => ({ name: choice.text, value: choice.count })),
            })
          }
        />
      )}
      {texts.length > 0 && <Texts question={question} />}
    </Section>
  )
}

/** What was answered: a picture for each question, free texts, and responses that need a look. */
export function Answers({ form }: { form: FormJson }) {
  const { text } = useTexts()
  const { data, error, isPending, refetch } = useRead(formPath(form.id, 'stats'), formStats)
  if (isPending) return <Skeleton className="h-60" />
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  return (
    <>
      {form.counts.problems > 0 && <Problems form={form} />}
      {data.held_back && <p className="text-muted">{text('web.forms.held_back')}</p>}
      {!data.held_back && data.answers === 0 && (
        <p className="text-muted">{text('web.forms.answers.none')}</p>
      )}
      {data.questions.map((question) => (
        <QuestionCard key={question.question_id} question={question} />
      ))}
    </>
  )
}
