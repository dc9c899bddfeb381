import { useState } from 'react'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Switch, TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { discordGuild, type GuildJson, type GuildOptions } from '../../contract/guild.ts'
import { channelKinds, channelsOf, usePlaces } from '#web/places.ts'
import { useWrite } from '../data/use-write.ts'
import { Boxes, ChoiceField } from '../editor/fields.tsx'
import { useTexts, type TextKey } from '../texts.ts'
import { allZones } from '../time/zone.ts'
import { guildKey, guildsPath } from './use-server.ts'

type Values = Required<Pick<GuildJson, (typeof editable)[number]>>

const editable = [
  'announcement_channel_id',
  'event_channel_id',
  'reminder_channel_id',
  'webhook_url',
  'sync_enabled',
  'reminder_enabled',
  'auto_create_channels',
  'auto_manage_roles',
  'conflict_policy',
  'interest_policy',
  'on_discord_delete',
  'pull_fields',
  'import_discord_events',
  'import_bot_events',
  'keep_until_end',
  'native_recurrence',
  'archive_category_id',
  'event_category_id',
  'thread_forum_id',
  'channel_lead_minutes',
  'channel_name',
  'repost_deleted',
  'names_public',
  'attendance_minutes',
  'late_minutes',
  'locale',
  'timezone',
] as const

const switches = [
  'sync_enabled',
  'reminder_enabled',
  'auto_create_channels',
  'auto_manage_roles',
  'import_discord_events',
  'import_bot_events',
  'keep_until_end',
  'native_recurrence',
  'repost_deleted',
  'names_public',
] as const

const numbers = ['channel_lead_minutes', 'attendance_minutes', 'late_minutes'] as const

const textChannels = ['announcement_channel_id', 'event_channel_id', 'reminder_channel_id'] as const
const categories = ['event_category_id', 'archive_category_id'] as const

const choices = {
  conflict_policy: ['latest', 'muster', 'discord', 'ask'],
  interest_policy: ['interested', 'tentative', 'signup'],
  on_discord_delete: ['auto', 'cancel', 'detach', 'recreate'],
} as const

const pullable = ['title', 'description', 'start', 'end', 'place', 'status'] as const

const locales = { en: 'English', ja: '日本語', fr: 'Français', ko: '한국어' } as const

function valuesOf(guild: GuildJson): Values {
  return Object.fromEntries(editable.map((name) => [name, guild[name]])) as Values
}

function changesOf(before: Values, after: Values): GuildOptions {
  const changed = editable.filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  )
  return Object.fromEntries(changed.map((name) => [name, after[name]]))
}

type Parts = { values: Values; set: (patch: Partial<Values>) => void; guild: string }

function label(name: (typeof editable)[number]): TextKey {
  return `web.events.server.${name}`
}

function Channels({ values, set, guild }: Parts) {
  const { text } = useTexts()
  const places = usePlaces(guild)
  const field = (
    name: (typeof textChannels)[number] | (typeof categories)[number] | 'thread_forum_id',
    kinds: readonly number[],
  ) => (
    <ChoiceField
      key={name}
      label={text(label(name))}
      value={values[name] ?? ''}
      options={[
        { value: '', label: text('web.events.form.none') },
        ...channelsOf(places, kinds).map(({ id, name: shown }) => ({ value: id, label: shown })),
      ]}
      onChange={(id) => set({ [name]: id || null })}
    />
  )
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {textChannels.map((name) => field(name, channelKinds.text))}
      {categories.map((name) => field(name, channelKinds.category))}
      {field('thread_forum_id', channelKinds.forum)}
    </div>
  )
}

function Policies({ values, set }: Parts) {
  const { text } = useTexts()
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        {(['conflict_policy', 'interest_policy', 'on_discord_delete'] as const).map((name) => (
          <ChoiceField
            key={name}
            label={text(label(name))}
            value={values[name]}
            options={choices[name].map((value) => ({
              value,
              label: text(`web.events.server.${name}.${value}` as TextKey),
            }))}
            onChange={(value) => set({ [name]: value })}
          />
        ))}
      </div>
      <Boxes
        label={text('web.events.server.pull_fields')}
        options={pullable.map((value) => ({
          value,
          label: text(`web.events.sync.field.${value}`),
        }))}
        chosen={values.pull_fields}
        onChange={(chosen) => set({ pull_fields: pullable.filter((one) => chosen.includes(one)) })}
      />
    </>
  )
}

function Details({ values, set }: Parts) {
  const { text } = useTexts()
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {numbers.map((name) => (
        <FormField key={name} label={text(label(name))}>
          {(described) => (
            <TextInput
              {...described}
              type="number"
              min={0}
              value={String(values[name])}
              onChange={({ target }) => set({ [name]: Number(target.value) })}
            />
          )}
        </FormField>
      ))}
      <FormField
        label={text('web.events.server.channel_name')}
        help={text('web.events.server.channel_name_help')}
      >
        {(described) => (
          <TextInput
            {...described}
            maxLength={80}
            value={values.channel_name}
            onChange={({ target }) => set({ channel_name: target.value })}
          />
        )}
      </FormField>
      <ChoiceField
        label={text('web.events.server.locale')}
        value={values.locale}
        options={Object.entries(locales).map(([value, name]) => ({ value, label: name }))}
        onChange={(locale) => set({ locale })}
      />
      <ChoiceField
        label={text('web.events.server.timezone')}
        value={values.timezone}
        options={[...new Set([values.timezone, ...allZones()])].map((zone) => ({
          value: zone,
          label: zone,
        }))}
        onChange={(timezone) => set({ timezone })}
      />
      <FormField
        label={text('web.events.server.webhook_url')}
        help={text('web.events.server.webhook_url_help')}
      >
        {(described) => (
          <TextInput
            {...described}
            type="url"
            value={values.webhook_url ?? ''}
            onChange={({ target }) => set({ webhook_url: target.value || null })}
          />
        )}
      </FormField>
    </div>
  )
}

/** What managers of a server may decide; only what was changed is sent. */
export function SettingsForm({ guild }: { guild: GuildJson }) {
  const { text } = useTexts()
  const notify = useNotify()
  const [values, setValues] = useState(() => valuesOf(guild))
  const set = (patch: Partial<Values>) => setValues((old) => ({ ...old, ...patch }))
  const { send, running } = useWrite({
    schema: discordGuild,
    refresh: [guildKey(guild.guild_id), ['event-guilds', 'list']],
    done: () => notify('good', text('web.events.saved')),
  })
  const changes = changesOf(valuesOf(guild), values)
  const parts = { values, set, guild: guild.guild_id }
  return (
    <Card className="flex flex-col gap-4 p-4" data-testid="server-settings">
      <h2 className="text-lg font-semibold">{text('web.events.server.settings')}</h2>
      <Channels {...parts} />
      <div className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
        {switches.map((name) => (
          <Switch
            key={name}
            label={text(label(name))}
            checked={values[name]}
            onChange={(checked) => set({ [name]: checked })}
          />
        ))}
      </div>
      <Policies {...parts} />
      <Details {...parts} />
      <Button
        kind="primary"
        className="self-start"
        busy={running !== null}
        disabled={Object.keys(changes).length === 0}
        onClick={() =>
          send({ method: 'PATCH', path: `${guildsPath}/${guild.guild_id}`, body: changes })
        }
      >
        {text('web.events.form.save')}
      </Button>
    </Card>
  )
}
