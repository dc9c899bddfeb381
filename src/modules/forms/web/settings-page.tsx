import { CircleCheck, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { BackLink } from '#web/shell/back-link.tsx'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Field, Select } from '#web/ui/field.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { FormChoices } from '../contract/builder.ts'
import { formSettings, formsHealth, type FormSettings } from '../contract/results.ts'
import { base, useRead, useWrite } from './api.ts'
import { Figure, Section } from './parts.tsx'
import { RoleChecks } from './role-checks.tsx'
import { useTexts, type TextKey } from './texts.ts'
import { useChoices, useGuild } from './use-choices.ts'

function Settings({ settings, choices }: { settings: FormSettings; choices: FormChoices }) {
  const { text } = useTexts()
  const [roles, setRoles] = useState<string[]>([...settings.admin_role_ids])
  const [channel, setChannel] = useState(settings.log_channel_id ?? '')
  const { mutate, isPending } = useWrite({
    request: () => ({
      method: 'PATCH',
      path: `${base}/settings?guild_id=${choices.guild_id}`,
      body: { admin_role_ids: roles, log_channel_id: channel === '' ? null : channel },
      schema: formSettings,
    }),
    done: () => text('web.forms.saved'),
  })
  return (
    <Section title={text('web.forms.settings.rules')}>
      <fieldset className="flex min-w-0 flex-col gap-2">
        <legend className="mb-1 font-medium">{text('web.forms.settings.roles')}</legend>
        <p className="text-sm text-muted">{text('web.forms.settings.roles_help')}</p>
        <RoleChecks roles={choices.roles} chosen={roles} onChange={setRoles} />
      </fieldset>
      <Field label={text('web.forms.settings.channel')}>
        {(id) => (
          <Select id={id} value={channel} onChange={(event) => setChannel(event.target.value)}>
            <option value="">{text('web.forms.settings.no_channel')}</option>
            {choices.channels.map((one) => (
              <option key={one.id} value={one.id}>
                #{one.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <p className="text-sm text-muted">{text('web.forms.settings.channel_help')}</p>
      <Button
        kind="primary"
        className="self-start"
        busy={isPending}
        onClick={() => mutate(undefined)}
      >
        {text('web.forms.save')}
      </Button>
    </Section>
  )
}

function Health() {
  const { text } = useTexts()
  const { data, error, isPending, refetch } = useRead(`${base}/health`, formsHealth)
  if (isPending) return <Skeleton className="h-40" />
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  const { google, door, fetch, sheets, reminders, status } = data
  const share = (part: number): string =>
    text('web.forms.health.percent', { percent: Math.round(part * 1_000) / 10 })
  const lag = (seconds: number | null): string =>
    seconds === null ? '–' : text('web.forms.health.seconds', { seconds })
  const most = Math.max(0, ...Object.values(google.quota_used))
  return (
    <Section title={text('web.forms.health.title')} note={text('web.forms.health.note')}>
      <Banner
        tone={status === 'ok' ? 'good' : 'warn'}
        icon={status === 'ok' ? CircleCheck : TriangleAlert}
      >
        {text(`web.forms.health.status.${status}` satisfies TextKey)}
      </Banner>
      <dl className="grid grid-cols-2 gap-4 md:grid-cols-4">
        <Figure name={text('web.forms.health.calls')}>
          {text('web.forms.health.count', { count: google.calls })}
        </Figure>
        <Figure name={text('web.forms.health.errors')}>{share(google.error_rate)}</Figure>
        <Figure name={text('web.forms.health.quota')}>{share(most)}</Figure>
        <Figure name={text('web.forms.health.door')}>
          {door.success_rate === null ? '–' : share(door.success_rate)}
        </Figure>
        <Figure name={text('web.forms.health.forms')}>
          {text('web.forms.health.failing', { all: fetch.forms, failing: fetch.failing })}
        </Figure>
        <Figure name={text('web.forms.health.fetch')}>{lag(fetch.lag_seconds)}</Figure>
        <Figure name={text('web.forms.health.sheets')}>
          {text('web.forms.health.failing', { all: sheets.connected, failing: sheets.failing })}
        </Figure>
        <Figure name={text('web.forms.health.reminders')}>
          {text('web.forms.health.failing', {
            all: reminders.sent + reminders.failed,
            failing: reminders.failed,
          })}
        </Figure>
      </dl>
    </Section>
  )
}

function Rules({ guild }: { guild: string }) {
  const choices = useChoices(guild)
  const settings = useRead(`${base}/settings`, formSettings, { query: { guild_id: guild } })
  if (settings.error)
    return <Failure error={settings.error} onRetry={() => void settings.refetch()} />
  if (!choices.data || !settings.data) return <Skeleton className="h-40" />
  return <Settings key={guild} settings={settings.data} choices={choices.data} />
}

/** `/forms/settings`: who looks after forms in a server, where alerts go, and how everything is doing. */
export function SettingsPage() {
  const { text } = useTexts()
  const guild = useGuild()
  const title = text('web.forms.settings.title')
  usePageTitle(title)
  return (
    <>
      <BackLink to="/forms" label={text('web.forms.back')} />
      <PageHeader title={title} note={text('web.forms.settings.note')} />
      {guild !== undefined && (
        <>
          <Rules guild={guild} />
          <Health />
        </>
      )}
    </>
  )
}
