import {
  ArrowDown,
  ArrowUp,
  CircleCheck,
  GripVertical,
  Plus,
  TriangleAlert,
  Undo2,
} from 'lucide-react'
import { useState, type DragEvent } from 'react'
import { Failure } from '#web/pages/error.tsx'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import {
  addQuestionsAnswer,
  questionList,
  type AddQuestionsAnswer,
  type QuestionList,
} from '../../contract/builder.ts'
import { questionRoles, type FormJson, type Question } from '../../contract/form.ts'
import { formPath, useRead, useWrite } from '../api.ts'
import { Section } from '../parts.tsx'
import { useTexts, type TextKey } from '../texts.ts'

type Move = (item: string, index: number) => void

function QuestionRow(props: {
  question: Question
  count: number
  move: Move
  dragged: string | null
  onDrag: (item: string | null) => void
}) {
  const { text } = useTexts()
  const { question, count, move, dragged, onDrag } = props
  const { index, item_id: item, title } = question
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    if (dragged !== null && dragged !== item) move(dragged, index)
    onDrag(null)
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the arrows do the same by keyboard
    <li
      draggable
      onDragStart={() => onDrag(item)}
      onDragEnd={() => onDrag(null)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
      className="flex items-center gap-2 rounded-control border border-line bg-surface px-2 py-1.5"
    >
      <GripVertical size={16} aria-hidden className="shrink-0 cursor-grab text-muted" />
      <div className="min-w-0 flex-1">
        <p className="wrap-anywhere">
          {title}
          {question.required && <span className="text-bad"> *</span>}
        </p>
        <p className="flex flex-wrap items-center gap-2 text-sm text-muted">
          {text(`web.forms.kind.${question.kind}` satisfies TextKey)}
          {question.role && (
            <Badge tone="accent" icon={CircleCheck}>
              {text(`web.forms.role.${question.role}` satisfies TextKey)}
            </Badge>
          )}
        </p>
      </div>
      <Button
        kind="quiet"
        className="px-2"
        aria-label={text('web.forms.questions.up', { title })}
        disabled={index === 0}
        onClick={() => move(item, index - 1)}
      >
        <ArrowUp size={16} aria-hidden />
      </Button>
      <Button
        kind="quiet"
        className="px-2"
        aria-label={text('web.forms.questions.down', { title })}
        disabled={index >= count - 1}
        onClick={() => move(item, index + 1)}
      >
        <ArrowDown size={16} aria-hidden />
      </Button>
    </li>
  )
}

/** What is missing, what adding would do, and the button that does it. */
function Missing({ form, list }: { form: FormJson; list: QuestionList }) {
  const { text } = useTexts()
  const [plan, setPlan] = useState<AddQuestionsAnswer | null>(null)
  const wanted = list.missing
  const { mutate, isPending } = useWrite({
    request: (dry_run: boolean) => ({
      path: formPath(form.id, 'questions'),
      body: {
        add: wanted,
        dry_run,
        ...(plan && { revision_id: plan.questions.revision_id }),
      },
      schema: addQuestionsAnswer,
    }),
    onDone: (answer, dry_run) => setPlan(dry_run ? answer : null),
  })
  if (wanted.length === 0)
    return (
      <p className="inline-flex items-center gap-2 text-sm">
        <CircleCheck size={16} aria-hidden className="text-good" />
        {text('web.forms.questions.complete')}
      </p>
    )
  return (
    <div className="flex flex-col gap-2 rounded-control bg-warn-soft px-3 py-2 text-warn">
      <p className="inline-flex items-center gap-2 font-medium">
        <TriangleAlert size={16} aria-hidden />
        {text('web.forms.questions.missing')}
      </p>
      <ul className="list-disc pl-5">
        {questionRoles
          .filter((role) => wanted.includes(role))
          .map((role) => (
            <li key={role}>{text(`web.forms.role.${role}` satisfies TextKey)}</li>
          ))}
      </ul>
      {plan && (
        <ul aria-live="polite" className="list-disc pl-5 text-ink">
          {plan.added.map(({ role, title, index }) => (
            <li key={role}>{text('web.forms.questions.plan', { title, position: index + 1 })}</li>
          ))}
        </ul>
      )}
      <Button
        kind={plan ? 'primary' : 'secondary'}
        className="self-start"
        icon={<Plus size={16} aria-hidden />}
        busy={isPending}
        onClick={() => mutate(plan === null)}
      >
        {text(plan ? 'web.forms.questions.add' : 'web.forms.questions.preview')}
      </Button>
    </div>
  )
}

/** The form's questions in their order, with what Muster needs among them. */
export function Questions({ form }: { form: FormJson }) {
  const { text } = useTexts()
  const [dragged, setDragged] = useState<string | null>(null)
  const path = formPath(form.id, 'questions')
  const { data, error, isPending, refetch } = useRead(path, questionList)
  const revision = data && { revision_id: data.revision_id }
  const mover = useWrite({
    request: (body: { item_id: string; index: number }) => ({
      path: `${path}/move`,
      body: { ...body, ...revision },
      schema: questionList,
    }),
  })
  const undo = useWrite({ request: () => ({ path: `${path}/undo`, schema: questionList }) })
  const move: Move = (item_id, index) => mover.mutate({ item_id, index })
  return (
    <Section
      title={text('web.forms.questions.title')}
      note={text('web.forms.questions.note')}
      action={
        data?.can_undo === true && (
          <Button
            icon={<Undo2 size={16} aria-hidden />}
            busy={undo.isPending}
            onClick={() => undo.mutate(undefined)}
          >
            {text('web.forms.questions.undo')}
          </Button>
        )
      }
    >
      {isPending && <Skeleton className="h-32" />}
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data && (
        <>
          <Missing form={form} list={data} />
          <ol className="flex flex-col gap-1.5" aria-busy={mover.isPending || undefined}>
            {data.results.map((question) => (
              <QuestionRow
                key={question.question_id}
                question={question}
                count={data.results.length}
                move={move}
                dragged={dragged}
                onDrag={setDragged}
              />
            ))}
          </ol>
        </>
      )}
    </Section>
  )
}
