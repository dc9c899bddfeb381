import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CircleCheck, CircleX, Info, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { z } from 'zod'
import { newIdempotencyKey } from '#web/api/client.ts'
import { Failure } from '#web/pages/error.tsx'
import { useApi } from '#web/session.tsx'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Field, Select, Switch } from '#web/ui/field.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { notificationAnswer } from '../contract/envelope.ts'
import {
  happening as happenings,
  type Happening,
  notificationsAnswer,
  type NotificationSettings,
} from '../contract/rest.ts'
import { tradingKey, tradingPath, useNotifications } from './data/queries.ts'
import { Moment } from './moment.tsx'
import { DataTable, Section } from './parts.tsx'
import { useTexts, type TextKey } from './texts.ts'
import { TradingPage, Waiting } from './trading-page.tsx'

type Answer = z.infer<typeof notificationsAnswer>

const usual = 'usual'
const silent = 'silent'
const hours = Array.from({ length: 24 }, (_, hour) => hour)

function useSave(): { save: (settings: NotificationSettings) => void; saving: boolean } {
  const api = useApi()
  const queries = useQueryClient()
  const notify = useNotify()
  const { text } = useTexts()
  const { mutate, isPending } = useMutation({
    mutationFn: (settings: NotificationSettings) =>
      api.write({
        method: 'PATCH',
        path: `${tradingPath}/notifications`,
        body: settings,
        schema: notificationsAnswer,
        idempotencyKey: newIdempotencyKey(),
      }),
    onSuccess() {
      void queries.invalidateQueries({ queryKey: [tradingKey] })
      notify('good', text('web.trading.saved'))
    },
    onError: (error) => notify('bad', error.message),
  })
  return { save: mutate, saving: isPending }
}

/** Tells a kind of happening where the form says, saved or not, as if it had happened. */
function Test(props: { name: Happening; label: string; channel: string | null }) {
  const { name, label, channel } = props
  const api = useApi()
  const queries = useQueryClient()
  const notify = useNotify()
  const { text } = useTexts()
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      api.write({
        method: 'POST',
        path: `${tradingPath}/notifications/test`,
        body: { happening: name, channel_id: channel },
        schema: notificationAnswer,
        idempotencyKey: newIdempotencyKey(),
      }),
    onSuccess({ body }) {
      void queries.invalidateQueries({ queryKey: [tradingKey] })
      const arrived = body.delivery === 'delivered'
      notify(arrived ? 'good' : 'bad', text(`web.trading.test.${arrived ? 'arrived' : 'lost'}`))
    },
    onError: (error) => notify('bad', error.message),
  })
  return (
    <Button
      type="button"
      busy={isPending}
      aria-label={text('web.trading.test.of', { name: label })}
      onClick={() => mutate()}
    >
      {text('web.trading.test')}
    </Button>
  )
}

function Quiet(props: {
  quiet: NotificationSettings['quiet']
  onChange: (quiet: NotificationSettings['quiet']) => void
}) {
  const { quiet, onChange } = props
  const { text } = useTexts()
  const hour = (label: string, value: number, change: (value: number) => void) => (
    <Field label={label}>
      {(id) => (
        <Select id={id} value={value} onChange={({ target }) => change(Number(target.value))}>
          {hours.map((one) => (
            <option key={one} value={one}>
              {`${String(one).padStart(2, '0')}:00`}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
  return (
    <div className="flex flex-col gap-2">
      <Switch
        label={text('web.trading.quiet')}
        checked={quiet !== null}
        onChange={(on) => onChange(on ? { from: 23, to: 7 } : null)}
      />
      {quiet && (
        <div className="grid max-w-sm grid-cols-2 gap-3">
          {hour(text('web.trading.quiet.from'), quiet.from, (from) => onChange({ ...quiet, from }))}
          {hour(text('web.trading.quiet.to'), quiet.to, (to) => onChange({ ...quiet, to }))}
        </div>
      )}
      <p className="text-sm text-muted">{text('web.trading.quiet.note')}</p>
    </div>
  )
}

function Form({ answer }: { answer: Answer }) {
  const { text } = useTexts()
  const [settings, setSettings] = useState(answer.settings)
  const { save, saving } = useSave()
  const usualName = answer.channels.find(({ id }) => id === answer.usual_channel_id)?.name
  const choose = (name: Happening, value: string): void => {
    const { [name]: _, ...others } = settings.channels
    const channel = value === silent ? null : value
    const channels = value === usual ? others : { ...others, [name]: channel }
    setSettings({ ...settings, channels })
  }
  const valueOf = (name: Happening): string => {
    const channel = settings.channels[name]
    return channel === undefined ? usual : (channel ?? silent)
  }
  return (
    <Card className="p-4">
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          save(settings)
        }}
      >
        <div className="grid gap-3 sm:grid-cols-2">
          {happenings.options.map((name) => (
            <div key={name} className="flex min-w-0 items-end gap-2">
              <div className="min-w-0 flex-1">
                <Field label={text(`web.trading.happening.${name}` satisfies TextKey)}>
                  {(id) => (
                    <Select
                      id={id}
                      value={valueOf(name)}
                      onChange={({ target }) => choose(name, target.value)}
                    >
                      <option value={usual}>
                        {text('web.trading.channel.usual', {
                          name: usualName === undefined ? '–' : `#${usualName}`,
                        })}
                      </option>
                      <option value={silent}>{text('web.trading.channel.silent')}</option>
                      {answer.channels.map((channel) => (
                        <option key={channel.id} value={channel.id}>
                          #{channel.name}
                        </option>
                      ))}
                    </Select>
                  )}
                </Field>
              </div>
              {settings.channels[name] !== null && (
                <Test
                  name={name}
                  label={text(`web.trading.happening.${name}` satisfies TextKey)}
                  channel={settings.channels[name] ?? null}
                />
              )}
            </div>
          ))}
        </div>
        <Quiet quiet={settings.quiet} onChange={(quiet) => setSettings({ ...settings, quiet })} />
        <div>
          <Button type="submit" kind="primary" busy={saving}>
            {text('web.trading.save')}
          </Button>
        </div>
      </form>
    </Card>
  )
}

const looks = {
  success: { tone: 'good', icon: CircleCheck },
  info: { tone: 'accent', icon: Info },
  warning: { tone: 'warn', icon: TriangleAlert },
  error: { tone: 'bad', icon: CircleX },
} as const

function Recent({ answer }: { answer: Answer }) {
  const { text } = useTexts()
  const nameOf = (id: string): string =>
    answer.channels.find((channel) => channel.id === id)?.name ?? id
  return (
    <DataTable
      caption={text('web.trading.recent')}
      empty={text('web.trading.recent.none')}
      head={[
        text('web.trading.time'),
        text('web.trading.channel'),
        text('web.trading.notice'),
        text('web.trading.message'),
        text('web.trading.state'),
      ]}
      rows={answer.recent.map(({ id, at, channel_id, type, title, message, state, error }) => ({
        key: id,
        cells: [
          <Moment key="at" at={at} />,
          `#${nameOf(channel_id)}`,
          <Badge key="type" tone={looks[type].tone} icon={looks[type].icon}>
            {text(`web.trading.notice.${type}` satisfies TextKey)}
          </Badge>,
          [title, message].filter((part) => part !== null).join(' · '),
          error ?? text(`web.trading.delivery.${state}` satisfies TextKey),
        ],
      }))}
    />
  )
}

function Content() {
  const { text } = useTexts()
  const { data, error, refetch } = useNotifications()
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting />
  return (
    <>
      <Section id="notifications-where" title={text('web.trading.told_where')}>
        <Form answer={data} />
      </Section>
      <Section id="notifications-recent" title={text('web.trading.recent')}>
        <Recent answer={data} />
      </Section>
    </>
  )
}

/** `/trading/notifications`: what is told in which channel, when not, and what was told lately. */
export function NotificationsPage() {
  const { text } = useTexts()
  return (
    <TradingPage admin title={text('web.trading.nav.notifications')}>
      {() => <Content />}
    </TradingPage>
  )
}
