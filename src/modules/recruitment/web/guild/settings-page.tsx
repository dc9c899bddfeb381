import { useQuery } from '@tanstack/react-query'
import { useRef, useState, type ReactNode, type SyntheticEvent } from 'react'
import { Failure } from '#web/pages/error.tsx'
import { useApi } from '#web/session.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { UnsavedGuard } from '#web/ui/unsaved-guard.tsx'
import { useTexts, type TextKey } from '../texts.ts'
import { GuildPage } from './guild-page.tsx'
import {
  BannedPeople,
  ChoiceField,
  ManagerRoles,
  NumberField,
  PlaceFields,
  Reminders,
  SwitchField,
  TimeField,
  ZoneField,
  type SettingsParts,
} from './settings-fields.tsx'
import { changesOf, settingsAnswer, type Settings } from './settings-values.ts'
import { useWrite } from './use-write.ts'

function Group({ title, children }: { title: TextKey; children: ReactNode }) {
  const { text } = useTexts()
  return (
    <Card className="flex flex-col gap-4 p-4">
      <h2 className="text-lg font-semibold">{text(title)}</h2>
      {children}
    </Card>
  )
}

function Pair({ children }: { children: ReactNode }) {
  return <div className="grid items-start gap-4 sm:grid-cols-2">{children}</div>
}

function Parties(parts: SettingsParts) {
  return (
    <Group title="web.recruitment.settings.parties">
      <Pair>
        <NumberField {...parts} name="default_slots" />
        <NumberField {...parts} name="max_open" />
        <NumberField {...parts} name="idle_minutes" />
        <NumberField {...parts} name="last_call_minutes" />
        <NumberField {...parts} name="grace_minutes" />
        <NumberField {...parts} name="offer_minutes" />
        <NumberField {...parts} name="bump_minutes" />
        <ChoiceField {...parts} name="owner_leave" />
      </Pair>
      <SwitchField {...parts} name="start_on_full" />
      <SwitchField {...parts} name="one_active_only" />
    </Group>
  )
}

function People(parts: SettingsParts) {
  return (
    <Group title="web.recruitment.settings.people">
      <PlaceFields {...parts} name="required_role_id" />
      <ManagerRoles {...parts} />
      <BannedPeople {...parts} />
      <SwitchField {...parts} name="names_public" />
    </Group>
  )
}

function Messages(parts: SettingsParts) {
  return (
    <Group title="web.recruitment.settings.messages">
      <Pair>
        <ChoiceField {...parts} name="on_delete" />
        <ChoiceField {...parts} name="on_message_deleted" />
      </Pair>
      <Reminders {...parts} />
      <SwitchField {...parts} name="dm_notices" />
      <Pair>
        <NumberField {...parts} name="dm_per_hour" />
        <ZoneField {...parts} />
        <TimeField {...parts} name="quiet_from" />
        <TimeField {...parts} name="quiet_to" />
      </Pair>
    </Group>
  )
}

function Rooms(parts: SettingsParts) {
  return (
    <Group title="web.recruitment.settings.rooms">
      <SwitchField {...parts} name="voice" />
      <PlaceFields {...parts} name="voice_category_id" />
      <SwitchField {...parts} name="thread" />
    </Group>
  )
}

function Form({ guildId, settings }: { guildId: string; settings: Settings }) {
  const { text } = useTexts()
  const [values, setValues] = useState(settings)
  const saved = useRef(false)
  const { send, running, errors } = useWrite({
    refresh: ['recruitment-settings', guildId],
    saved: text('web.recruitment.edit.saved'),
  })
  const changed = changesOf(settings, values)
  const dirty = Object.keys(changed).length > 0
  const parts: SettingsParts = {
    guildId,
    values,
    errors,
    change: (patch) => setValues((old) => ({ ...old, ...patch })),
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    const path = `/api/discord/guilds/${guildId}/recruitment-settings/`
    if (dirty && !running) send({ method: 'PATCH', path, body: changed })
  }
  return (
    <form noValidate className="flex max-w-3xl flex-col gap-4" onSubmit={submit}>
      <Parties {...parts} />
      <People {...parts} />
      <Messages {...parts} />
      <Rooms {...parts} />
      <Button type="submit" kind="primary" className="self-start" busy={running}>
        {text('web.recruitment.edit.save')}
      </Button>
      <UnsavedGuard dirty={dirty} saved={saved} />
    </form>
  )
}

function Loaded({ guildId }: { guildId: string }) {
  const api = useApi()
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    queryKey: ['recruitment-settings', guildId],
    queryFn: async () => {
      const path = `/api/discord/guilds/${guildId}/recruitment-settings/`
      return (await api.get(path, settingsAnswer)).body
    },
    refetchOnWindowFocus: false,
    retry: false,
  })
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton className="h-96 w-full" />
  return <Form key={`${guildId} ${String(dataUpdatedAt)}`} guildId={guildId} settings={data} />
}

/** `/discord-recruitments/settings`: what a server decides about its parties; for its managers. */
export function SettingsPage() {
  return (
    <GuildPage title="web.recruitment.nav.settings" note="web.recruitment.settings.note">
      {(guildId) => <Loaded guildId={guildId} />}
    </GuildPage>
  )
}
