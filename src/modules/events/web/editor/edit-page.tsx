import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { newIdempotencyKey, withQuery } from '#web/api/client.ts'
import { fieldErrorsOf } from '#web/api/field-errors.ts'
import { Denied, Failure, NotFound } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useApi, useSession } from '#web/session.tsx'
import { BackLink } from '#web/shell/back-link.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { Button } from '#web/ui/button.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { UnsavedGuard } from '#web/ui/unsaved-guard.tsx'
import { event as eventSchema, type EventJson } from '../../contract/event.ts'
import { eventsPath, storeEvent } from '../data/cache.ts'
import { usePlaces } from '#web/places.ts'
import { useEvent } from '../data/use-events.ts'
import { useIdParam } from '../detail/event-params.ts'
import { useTexts } from '../texts.ts'
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
import { useEventForm } from './use-form.ts'
import { patchBodyOf, valuesOf } from './values.ts'

const scopes = ['this', 'following', 'all'] as const
type Scope = (typeof scopes)[number]

function usePatch(event: EventJson, on: { saved: () => void; refused: (error: Error) => void }) {
  const api = useApi()
  const queries = useQueryClient()
  const { me } = useSession()
  const { text } = useTexts()
  const notify = useNotify()
  return useMutation({
    async mutationFn({ body, scope }: { body: object; scope: Scope }) {
      const path = withQuery(`${eventsPath}/${event.id}`, scope === 'this' ? {} : { scope })
      const idempotencyKey = newIdempotencyKey()
      const request = { method: 'PATCH', path, body, schema: eventSchema, idempotencyKey } as const
      return (await api.write(request)).body
    },
    onSuccess(after, { scope }) {
      storeEvent({ queries, reader: me.user }, after)
      if (scope !== 'this') void queries.invalidateQueries({ queryKey: ['events'] })
      notify('good', text('web.events.saved'))
      on.saved()
    },
    onError: on.refused,
  })
}

function EditForm({ event }: { event: EventJson }) {
  const { text } = useTexts()
  const navigate = useNavigate()
  const labels = useOptionLabels()
  const saved = useRef(false)
  const [scope, setScope] = useState<Scope>('this')
  const { form, first, values, errors, setErrors, dirty, change } = useEventForm(valuesOf(event))
  const places = usePlaces(values.guild)
  const back = () => {
    saved.current = true
    void navigate({ to: '/events/$id', params: { id: event.id }, search: keepGuild })
  }
  const { mutate, isPending, error } = usePatch(event, {
    saved: back,
    refused: (refusal) => setErrors(fieldErrorsOf(refusal)),
  })
  const parts = { values, errors, change }
  const submit = () => {
    if (isPending) return
    const body = patchBodyOf(first, values, labels, event.options)
    if (Object.keys(body).length === 0) back()
    else mutate({ body, scope })
  }
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
      <EditorForm form={form} onSubmit={submit}>
        {event.series_id !== null && (
          <Segmented
            label={text('web.events.scope')}
            name="scope"
            value={scope}
            options={scopes.map((value) => ({ value, label: text(`web.events.scope.${value}`) }))}
            onChange={setScope}
          />
        )}
        <MatterSection {...parts} />
        <WhenSection {...parts} places={places} />
        <SignupSection {...parts} places={places} />
        <AroundSection {...parts} />
        <GeneralError error={error} />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" kind="primary" busy={isPending}>
            {text('web.events.form.save')}
          </Button>
          <Button onClick={back}>{text('web.events.form.discard')}</Button>
        </div>
      </EditorForm>
      <Preview values={values} />
      <UnsavedGuard dirty={dirty} saved={saved} />
    </div>
  )
}

/** `/events/:id/edit`: changes an event in place; of a series this one, the following, or all. */
export function EditPage() {
  const { text } = useTexts()
  const id = useIdParam()
  const { event, gone, error, refresh } = useEvent(id)
  usePageTitle(text('web.events.act.edit'))
  if (gone) return <NotFound />
  if (error) return <Failure error={error} heading="h1" onRetry={refresh} />
  if (!event) return <Skeleton className="h-96 w-full" />
  if (!event.my?.can_manage) {
    return <Denied reason={text('web.events.form.not_yours')} heading="h1" />
  }
  return (
    <>
      <BackLink to="/events" label={text('web.events.back')} />
      <PageHeader title={<bdi>{event.title}</bdi>} note={text('web.events.act.edit')} />
      <EditForm event={event} />
    </>
  )
}
