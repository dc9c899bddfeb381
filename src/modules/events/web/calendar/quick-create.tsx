import { Link, useNavigate } from '@tanstack/react-router'
import { useState, type SyntheticEvent } from 'react'
import { fieldErrorsOf, type FieldErrors } from '#web/api/field-errors.ts'
import { useSession } from '#web/session.tsx'
import { guildSearch } from '#web/shell/guild-switcher.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Drawer } from '#web/ui/dialog.tsx'
import { Select, TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { event } from '../../contract/event.ts'
import { eventsPath } from '../data/cache.ts'
import { useWrite } from '../data/use-write.ts'
import { useTexts } from '../texts.ts'
import { parseDay } from '../time/zone.ts'
import { useCalendarFormat } from './format.ts'

type Filled = { title: string; time: string; minutes: string; place: string; guild: string }

type Parts = { filled: Filled; errors: FieldErrors; set: (part: Partial<Filled>) => void }

function What({ filled, errors, set }: Parts) {
  const { text } = useTexts()
  return (
    <>
      <FormField label={text('web.events.form.title')} errors={errors['title']}>
        {(described) => (
          <TextInput
            {...described}
            required
            maxLength={200}
            autoComplete="off"
            value={filled.title}
            onChange={({ target }) => set({ title: target.value })}
          />
        )}
      </FormField>
      <FormField label={text('web.events.form.location')} errors={errors['location']}>
        {(described) => (
          <TextInput
            {...described}
            maxLength={100}
            value={filled.place}
            onChange={({ target }) => set({ place: target.value })}
          />
        )}
      </FormField>
    </>
  )
}

function When({ filled, errors, set, zone }: Parts & { zone: string }) {
  const { text } = useTexts()
  return (
    <>
      <FormField
        label={text('web.events.form.start')}
        help={text('web.events.form.zone_help', { zone })}
        errors={errors['local_start'] ?? errors['start_at_utc']}
      >
        {(described) => (
          <TextInput
            {...described}
            type="time"
            required
            value={filled.time}
            onChange={({ target }) => set({ time: target.value })}
          />
        )}
      </FormField>
      <FormField label={text('web.events.form.duration')} errors={errors['duration_minutes']}>
        {(described) => (
          <TextInput
            {...described}
            type="number"
            min={5}
            value={filled.minutes}
            onChange={({ target }) => set({ minutes: target.value })}
          />
        )}
      </FormField>
    </>
  )
}

function Where({ filled, errors, set }: Parts) {
  const { text } = useTexts()
  const { me } = useSession()
  return (
    <FormField label={text('web.events.form.guild')} errors={errors['guild_id']}>
      {(described) => (
        <Select
          {...described}
          value={filled.guild}
          onChange={({ target }) => set({ guild: target.value })}
        >
          {me.guilds.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  )
}

function Form(props: { day: string; zone: string; onClose: () => void }) {
  const { day, zone, onClose } = props
  const { text } = useTexts()
  const { me } = useSession()
  const notify = useNotify()
  const navigate = useNavigate()
  const [{ guild }] = useUrlSearch(guildSearch)
  const [filled, setFilled] = useState<Filled>({
    title: '',
    time: '20:00',
    minutes: '120',
    place: '',
    guild: guild ?? me.guilds[0]?.id ?? '',
  })
  const [errors, setErrors] = useState<FieldErrors>({})
  const set = (part: Partial<Filled>) => setFilled((old) => ({ ...old, ...part }))
  const { send, running } = useWrite({
    schema: event,
    refresh: [['events', 'list']],
    done(made) {
      notify('good', text('web.events.form.created', { title: made.title }))
      onClose()
      void navigate({ to: '/events/$id', params: { id: made.id }, search: keepGuild })
    },
    failed(refusal) {
      const fields = fieldErrorsOf(refusal)
      setErrors(fields)
      if (Object.keys(fields).length === 0) notify('bad', refusal.message)
    },
  })
  const submit = (submitted: SyntheticEvent) => {
    submitted.preventDefault()
    if (running) return
    send({
      method: 'POST',
      path: `${eventsPath}/`,
      body: {
        title: filled.title,
        guild_id: filled.guild,
        local_start: `${day}T${filled.time}:00`,
        timezone: zone,
        duration_minutes: Number(filled.minutes),
        location: filled.place.trim() || null,
      },
    })
  }
  const parts = { filled, errors, set }
  return (
    <form noValidate className="grid gap-3 sm:grid-cols-2" onSubmit={submit}>
      <What {...parts} />
      <When {...parts} zone={zone} />
      <Where {...parts} />
      <div className="flex flex-wrap items-end gap-2">
        <Button type="submit" kind="primary" busy={running !== null}>
          {text('web.events.form.create')}
        </Button>
        <Link
          to="/events/new"
          search={(old: Record<string, unknown>) => ({ ...keepGuild(old), date: day })}
          className={buttonClass('secondary')}
        >
          {text('web.events.form.all_fields')}
        </Link>
      </div>
    </form>
  )
}

/** A short form for an event on a day; the whole form is a press away. */
export function QuickCreate(props: { day: string | null; zone: string; onClose: () => void }) {
  const { text } = useTexts()
  const { day, zone, onClose } = props
  const format = useCalendarFormat(zone)
  const parsed = day === null ? null : parseDay(day)
  return (
    <Drawer
      open={parsed !== null}
      title={parsed ? text('web.events.create_on', { day: format.day(parsed) }) : ''}
      close={text('web.events.close')}
      onClose={onClose}
    >
      {day !== null && <Form key={day} day={day} zone={zone} onClose={onClose} />}
    </Drawer>
  )
}
