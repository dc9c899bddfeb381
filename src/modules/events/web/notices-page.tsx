import { useQuery } from '@tanstack/react-query'
import { BellRing, CalendarSync } from 'lucide-react'
import { useState } from 'react'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useApi, useSession } from '#web/session.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Switch, TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import type { z } from 'zod'
import { feedAnswer, noticePreferences } from '../contract/insight.ts'
import { eventsPath } from './data/cache.ts'
import { useWrite } from './data/use-write.ts'
import { Boxes, ChoiceField } from './editor/fields.tsx'
import { EventsNav } from './events-nav.tsx'
import { useTexts } from './texts.ts'
import { allZones, ownZone } from './time/zone.ts'

type Preferences = z.infer<typeof noticePreferences>
const kinds = ['confirm', 'promotion', 'reminder', 'change', 'cancel'] as const
const noticesPath = `${eventsPath}/notices`
const feedPath = `${eventsPath}/feed`

function NoticeForm({ start }: { start: Preferences }) {
  const { text } = useTexts()
  const notify = useNotify()
  const [values, setValues] = useState(start)
  const set = (patch: Partial<Preferences>) => setValues((old) => ({ ...old, ...patch }))
  const { send, running } = useWrite({
    schema: noticePreferences,
    refresh: [['event-notices']],
    done: () => notify('good', text('web.events.saved')),
  })
  const time = (name: 'quiet_from' | 'quiet_to') => (
    <FormField label={text(`web.events.notices.${name}`)}>
      {(described) => (
        <TextInput
          {...described}
          type="time"
          value={values[name] ?? ''}
          onChange={({ target }) => set({ [name]: target.value || null })}
        />
      )}
    </FormField>
  )
  return (
    <Card className="flex flex-col gap-3 p-4" data-testid="notices">
      <h2 className="inline-flex items-center gap-2 text-lg font-semibold">
        <BellRing size={18} aria-hidden />
        {text('web.events.notices.title')}
      </h2>
      <p className="text-muted">{text('web.events.notices.text')}</p>
      <Switch
        label={text('web.events.notices.enabled')}
        checked={values.enabled}
        onChange={(enabled) => set({ enabled })}
      />
      <Boxes
        label={text('web.events.notices.kinds')}
        options={kinds.map((value) => ({ value, label: text(`web.events.notices.${value}`) }))}
        chosen={values.kinds}
        onChange={(chosen) => set({ kinds: kinds.filter((one) => chosen.includes(one)) })}
      />
      <div className="grid gap-3 sm:grid-cols-3">
        {time('quiet_from')}
        {time('quiet_to')}
        <ChoiceField
          label={text('web.events.zone')}
          value={values.timezone ?? ownZone()}
          options={[...new Set([values.timezone ?? ownZone(), ...allZones()])].map((value) => ({
            value,
            label: value,
          }))}
          onChange={(timezone) => set({ timezone })}
        />
      </div>
      <Button
        kind="primary"
        className="self-start"
        busy={running !== null}
        onClick={() => send({ method: 'PATCH', path: noticesPath, body: values })}
      >
        {text('web.events.form.save')}
      </Button>
    </Card>
  )
}

function Feed() {
  const { text } = useTexts()
  const api = useApi()
  const { data } = useQuery({
    queryKey: ['event-feed'],
    retry: false,
    queryFn: async () => (await api.get(feedPath, feedAnswer)).body,
  })
  const { send, running } = useWrite({ schema: feedAnswer.nullable(), refresh: [['event-feed']] })
  if (!data) return null
  return (
    <Card className="flex flex-col gap-3 p-4" data-testid="feed">
      <h2 className="inline-flex items-center gap-2 text-lg font-semibold">
        <CalendarSync size={18} aria-hidden />
        {text('web.events.feed.title')}
      </h2>
      <p className="text-muted">{text('web.events.feed.text')}</p>
      {data.url !== null && (
        <FormField label={text('web.events.feed.address')}>
          {(described) => (
            <TextInput
              {...described}
              readOnly
              value={data.url ?? ''}
              onFocus={({ target }) => target.select()}
            />
          )}
        </FormField>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          busy={running !== null}
          onClick={() => send({ method: 'POST', path: feedPath, body: {} })}
        >
          {text(data.url === null ? 'web.events.feed.make' : 'web.events.feed.renew')}
        </Button>
        {data.url !== null && (
          <Button
            kind="danger"
            busy={running !== null}
            onClick={() => send({ method: 'DELETE', path: feedPath })}
          >
            {text('web.events.feed.revoke')}
          </Button>
        )}
      </div>
    </Card>
  )
}

/** `/events/notices`: what one is told by direct message, and one's own calendar. */
export function NoticesPage() {
  const { text } = useTexts()
  const api = useApi()
  const { me } = useSession()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['event-notices'],
    retry: false,
    queryFn: async () => (await api.get(noticesPath, noticePreferences)).body,
  })
  const title = text('web.events.nav.notices')
  usePageTitle(title)
  return (
    <>
      <PageHeader title={title} />
      <EventsNav />
      {isPending && <Skeleton className="h-64 w-full" />}
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        {data && <NoticeForm start={data} />}
        {me.user && <Feed />}
      </div>
    </>
  )
}
