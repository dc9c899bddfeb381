import { useContentKey } from '#web/api/content-key.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { CalendarDays } from 'lucide-react'
import { useRef } from 'react'
import { z } from 'zod'
import { fieldErrorsOf } from '#web/api/field-errors.ts'
import { useClock } from '#web/clock.tsx'
import { useShellTexts } from '#web/i18n/texts.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useApi, useSession, signInHref } from '#web/session.tsx'
import { BackLink } from '#web/shell/back-link.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { UnsavedGuard } from '#web/ui/unsaved-guard.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { event } from '../../contract/event.ts'
import { eventsPath } from '../data/cache.ts'
import { usePlaces } from '#web/places.ts'
import { useTexts } from '../texts.ts'
import { parseDay } from '../time/zone.ts'
import { ChoiceField } from './fields.tsx'
import {
  AroundSection,
  EditorForm,
  GeneralError,
  MatterSection,
  SignupSection,
  useOptionLabels,
  WhenSection,
} from './form.tsx'
import { Preview } from './preview.tsx'
import { RepeatFields } from './repeat-fields.tsx'
import { ruleText } from './rule.ts'
import { seriesBodyOf } from './series-body.ts'
import { useTemplates } from './templates.ts'
import { useEventForm } from './use-form.ts'
import { createBodyOf, emptyValues, withFields, type EventValues } from './values.ts'

const search = z.object({
  guild: z.string().optional().catch(undefined),
  date: z
    .string()
    .refine((text) => parseDay(text) !== null)
    .optional()
    .catch(undefined),
})

type Wish = { values: EventValues; draft: boolean }

function useCreate(on: { made: (path: string) => void; refused: (error: Error) => void }) {
  const api = useApi()
  const queries = useQueryClient()
  const { text } = useTexts()
  const notify = useNotify()
  const labels = useOptionLabels()
  const keyFor = useContentKey()
  return useMutation({
    async mutationFn(wish: Wish) {
      const { values, draft } = wish
      const request = { method: 'POST', idempotencyKey: keyFor(wish) } as const
      if (ruleText(values.repeat, values.start) === null) {
        const body = { ...createBodyOf(values, labels), draft }
        const path = `${eventsPath}/`
        const made = (await api.write({ ...request, path, body, schema: event })).body
        return { title: made.title, page: `/events/${made.id}` }
      }
      const body = seriesBodyOf(values, labels)
      // The answer is the first of the events.
      const made = (await api.write({ ...request, path: '/api/v1/series/', body, schema: event }))
        .body
      return { title: values.title, page: `/events/series/${made.series_id ?? ''}` }
    },
    onSuccess({ title, page }) {
      void queries.invalidateQueries({ queryKey: ['events', 'list'] })
      notify('good', text('web.events.form.created', { title }))
      on.made(page)
    },
    onError: on.refused,
  })
}

function TemplateField(props: { values: EventValues; onChoose: (values: EventValues) => void }) {
  const { text } = useTexts()
  const { values, onChoose } = props
  const { data = [] } = useTemplates(values.guild)
  if (data.length === 0) return null
  return (
    <ChoiceField
      label={text('web.events.form.template')}
      value={values.template}
      options={[
        { value: '', label: text('web.events.form.template_none') },
        ...data.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(id) => {
        const chosen = data.find((one) => one.id === id)
        const next = { ...values, template: id }
        onChoose(chosen ? withFields(next, chosen.fields) : next)
      }}
    />
  )
}

function CreateForm({ start }: { start: EventValues }) {
  const { text } = useTexts()
  const { me } = useSession()
  const navigate = useNavigate()
  const saved = useRef(false)
  const { form, values, errors, setErrors, setValues, dirty, change } = useEventForm(start)
  const places = usePlaces(values.guild)
  const { mutate, isPending, error } = useCreate({
    made(page) {
      saved.current = true
      void navigate({ to: page, search: keepGuild })
    },
    refused: (refusal) => setErrors(fieldErrorsOf(refusal)),
  })
  const parts = { values, errors, change }
  const send = (draft: boolean) => {
    if (!isPending) mutate({ values, draft })
  }
  const repeats = values.repeat.freq !== 'never'
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
      <EditorForm form={form} onSubmit={() => send(false)}>
        <ChoiceField
          label={text('web.events.form.guild')}
          help={text('web.events.form.guild_help')}
          value={values.guild}
          errors={errors['guild_id'] ?? errors['org_id']}
          options={me.guilds.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(guild) => change({ guild, voice: '', allowed: [], banned: [] })}
        />
        <TemplateField values={values} onChoose={setValues} />
        <MatterSection {...parts} />
        <WhenSection {...parts} places={places}>
          <RepeatFields
            rule={values.repeat}
            errors={errors['rule']}
            change={(repeat) => change({ repeat })}
          />
        </WhenSection>
        <SignupSection {...parts} places={places} />
        <AroundSection {...parts} />
        <GeneralError error={error} />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" kind="primary" busy={isPending}>
            {text(repeats ? 'web.events.form.create_series' : 'web.events.form.create')}
          </Button>
          {!repeats && (
            <Button busy={isPending} onClick={() => send(true)}>
              {text('web.events.form.save_draft')}
            </Button>
          )}
        </div>
      </EditorForm>
      <Preview values={values} />
      <UnsavedGuard dirty={dirty} saved={saved} />
    </div>
  )
}

/** `/events/new`: the form of a new event or series, with its message in Discord beside it. */
export function CreatePage() {
  const { text } = useTexts()
  const shell = useShellTexts()
  const { me, loading } = useSession()
  const clock = useClock()
  const [{ guild, date }] = useUrlSearch(search)
  const title = text('web.events.new')
  usePageTitle(title)
  return (
    <>
      <BackLink to="/events" label={text('web.events.back')} />
      <PageHeader title={title} />
      {loading && <Skeleton className="h-96 w-full" />}
      {!loading && !me.user && (
        <EmptyState
          icon={CalendarDays}
          title={text('web.events.form.sign_in')}
          action={
            <a href={signInHref('/events/new')} className={buttonClass('primary')}>
              {shell.text('web.account.sign_in')}
            </a>
          }
        />
      )}
      {me.user && me.guilds.length === 0 && (
        <EmptyState icon={CalendarDays} title={text('web.events.form.no_guild')}>
          {text('web.events.form.no_guild_text')}
        </EmptyState>
      )}
      {me.user && me.guilds.length > 0 && (
        <CreateForm start={emptyValues(guild ?? me.guilds[0]?.id ?? '', clock.now(), date)} />
      )}
    </>
  )
}
