import { BellRing } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { z } from 'zod'
import { useNow } from '#web/clock.tsx'
import { useShellTexts } from '#web/i18n/texts.tsx'
import { Failure } from '#web/pages/error.tsx'
import { Avatar } from '#web/ui/avatar.tsx'
import { Button } from '#web/ui/button.tsx'
import { Field, TextInput } from '#web/ui/field.tsx'
import { Pagination } from '#web/ui/pagination.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { FormJson } from '../../contract/form.ts'
import {
  answeredPage,
  missingPage,
  notEligiblePage,
  remindAnswer,
  type Person,
} from '../../contract/people.ts'
import { formPath, useRead, useWrite } from '../api.ts'
import { Section } from '../parts.tsx'
import { useTexts } from '../texts.ts'

const pageSize = 50
const lists = ['missing', 'answered', 'not_eligible'] as const
type ListName = (typeof lists)[number]

/** Somebody with a picture and what is known of them. */
export function PersonName({ person }: { person: Person }) {
  const name = person.display_name ?? person.discord_username ?? person.discord_user_id
  const more = [person.name, person.student_id, person.team, person.grade].filter(Boolean)
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Avatar id={person.discord_user_id} name={name} />
      <span className="min-w-0 wrap-anywhere">
        <bdi>{name}</bdi>
        {more.length > 0 && <span className="text-sm text-muted"> · {more.join(' · ')}</span>}
      </span>
    </span>
  )
}

function PageOfPeople<One extends Person>(props: {
  path: string
  schema: z.ZodType<{ count: number; results: One[] }>
  note: (one: One) => ReactNode
  q: string
}) {
  const { text } = useTexts()
  const shell = useShellTexts()
  const [page, setPage] = useState(1)
  const { data, error, isPending, refetch } = useRead(props.path, props.schema, {
    query: { page, page_size: pageSize, q: props.q === '' ? undefined : props.q },
  })
  if (isPending) return <Skeleton className="h-32" />
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  const pages = Math.ceil(data.count / pageSize)
  if (data.count === 0) return <p className="text-muted">{text('web.forms.people.none')}</p>
  return (
    <>
      <ul className="flex flex-col divide-y divide-line">
        {data.results.map((one) => (
          <li
            key={one.discord_user_id}
            className="flex flex-wrap items-center justify-between gap-2 py-2"
          >
            <PersonName person={one} />
            {props.note(one)}
          </li>
        ))}
      </ul>
      {pages > 1 && (
        <Pagination
          page={page}
          pages={pages}
          texts={{
            label: shell.text('web.pages.label'),
            previous: shell.text('web.pages.previous'),
            next: shell.text('web.pages.next'),
            position: shell.text('web.pages.position', { page, pages }),
          }}
          onPage={setPage}
        />
      )}
    </>
  )
}

function When({ label, at }: { label: 'answered' | 'reminded'; at: string }) {
  const { text, relative, instant } = useTexts()
  const now = useNow()
  const moment = Math.min(Date.parse(at), now)
  return (
    <time className="text-sm text-muted" dateTime={at} title={instant(moment)}>
      {text(`web.forms.people.${label}_at`, { when: relative(moment, now) })}
    </time>
  )
}

type Remind = { isPending: boolean; mutate: (ids: string[] | undefined) => void }

function RemindOne({ person, remind }: { person: Person; remind: Remind }) {
  const { text } = useTexts()
  const name = person.display_name ?? person.discord_username ?? person.discord_user_id
  return (
    <Button
      kind="quiet"
      busy={remind.isPending}
      aria-label={text('web.forms.remind.one', { name })}
      onClick={() => remind.mutate([person.discord_user_id])}
    >
      {text('web.forms.remind')}
    </Button>
  )
}

function Chosen(props: { form: FormJson; list: ListName; q: string; remind: Remind }) {
  const { form, list, q, remind } = props
  if (list === 'answered')
    return (
      <PageOfPeople
        path={formPath(form.id, 'answered')}
        schema={answeredPage}
        q={q}
        note={(one) => <When label="answered" at={one.last_submitted_at ?? one.responded_at} />}
      />
    )
  if (list === 'not_eligible')
    return (
      <PageOfPeople
        path={formPath(form.id, 'not-eligible')}
        schema={notEligiblePage}
        q={q}
        note={() => null}
      />
    )
  return (
    <PageOfPeople
      path={formPath(form.id, 'missing')}
      schema={missingPage}
      q={q}
      note={(one) => (
        <span className="flex flex-wrap items-center gap-2">
          {one.last_reminded_at !== null && <When label="reminded" at={one.last_reminded_at} />}
          {form.state === 'published' && <RemindOne person={one} remind={remind} />}
        </span>
      )}
    />
  )
}

/** Who has answered, who has not, and whom the form does not concern. */
export function People({ form }: { form: FormJson }) {
  const { text } = useTexts()
  const [list, setList] = useState<ListName>('missing')
  const [q, setQ] = useState('')
  const remind = useWrite({
    request: (ids: string[] | undefined) => ({
      path: formPath(form.id, 'remind'),
      body: ids === undefined ? {} : { discord_user_ids: ids },
      schema: remindAnswer,
    }),
    done: ({ recipients }) => text('web.forms.did.remind', { count: recipients }),
  })
  const isOpen = form.state === 'published'
  return (
    <Section
      title={text('web.forms.people.title')}
      note={form.is_anonymous && text('web.forms.people.anonymous')}
      action={
        isOpen &&
        form.counts.missing > 0 && (
          <Button
            icon={<BellRing size={16} aria-hidden />}
            busy={remind.isPending}
            onClick={() => remind.mutate(undefined)}
          >
            {text('web.forms.remind.all')}
          </Button>
        )
      }
    >
      <Segmented
        label={text('web.forms.people.list')}
        name="people"
        value={list}
        options={lists.map((value) => ({ value, label: text(`web.forms.people.${value}`) }))}
        onChange={setList}
      />
      <Field label={text('web.forms.filter.search')}>
        {(id) => (
          <TextInput
            id={id}
            type="search"
            value={q}
            onChange={(event) => setQ(event.target.value)}
          />
        )}
      </Field>
      <Chosen key={q} form={form} list={list} q={q} remind={remind} />
    </Section>
  )
}
