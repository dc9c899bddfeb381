import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { z } from 'zod'
import type { FieldErrors } from '#web/api/field-errors.ts'
import { useApi } from '#web/session.tsx'
import { Select, Switch, TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { PersonPicker } from '#web/ui/person-picker.tsx'
import { useTexts } from '../texts.ts'
import {
  choices,
  reminderChoices,
  remindersAtMost,
  type numbers,
  type optionalNumbers,
  type Settings,
  type switches,
} from './settings-values.ts'

/** What the fields of the form share. */
export type SettingsParts = {
  guildId: string
  values: Settings
  errors: FieldErrors
  change: (patch: Partial<Settings>) => void
}

const places = z.object({
  roles: z.array(z.object({ id: z.string(), name: z.string() })),
  channels: z.array(z.object({ id: z.string(), name: z.string(), type: z.int() })),
})
/** Discord's number of a category. */
const categoryType = 4

function usePlaces(guildId: string) {
  const api = useApi()
  const { data } = useQuery({
    queryKey: ['places', guildId],
    staleTime: 60_000,
    queryFn: async () => (await api.get(`/api/me/guilds/${guildId}/places`, places)).body,
  })
  return data ?? { roles: [], channels: [] }
}

/** A number, which may be empty where there is none. */
export function NumberField(
  props: SettingsParts & { name: (typeof numbers | typeof optionalNumbers)[number] },
) {
  const { text } = useTexts()
  const { name, values, errors, change } = props
  const optional = name === 'offer_minutes' || name === 'max_open'
  return (
    <FormField
      label={text(`web.recruitment.setting.${name}`)}
      help={optional ? text('web.recruitment.setting.empty_off') : undefined}
      errors={errors[name]}
    >
      {(described) => (
        <TextInput
          {...described}
          type="number"
          inputMode="numeric"
          value={Number.isNaN(values[name]) ? '' : (values[name] ?? '')}
          onChange={({ target }) => {
            const value = target.value === '' ? null : Math.trunc(target.valueAsNumber)
            change({ [name]: optional ? value : (value ?? Number.NaN) })
          }}
        />
      )}
    </FormField>
  )
}

/** One of a few. */
export function ChoiceField(props: SettingsParts & { name: keyof typeof choices }) {
  const { text } = useTexts()
  const { name, values, errors, change } = props
  return (
    <FormField label={text(`web.recruitment.setting.${name}`)} errors={errors[name]}>
      {(described) => (
        <Select
          {...described}
          value={values[name]}
          onChange={(event) => change({ [name]: event.target.value })}
        >
          {choices[name].map((value) => (
            <option key={value} value={value}>
              {text(`web.recruitment.choice.${value}`)}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  )
}

/** On or off. */
export function SwitchField(props: SettingsParts & { name: (typeof switches)[number] }) {
  const { text } = useTexts()
  const { name, values, change } = props
  return (
    <Switch
      label={text(`web.recruitment.setting.${name}`)}
      checked={values[name]}
      onChange={(value) => change({ [name]: value })}
    />
  )
}

/** A time of the day, or nothing. */
export function TimeField(props: SettingsParts & { name: 'quiet_from' | 'quiet_to' }) {
  const { text } = useTexts()
  const { name, values, errors, change } = props
  return (
    <FormField label={text(`web.recruitment.setting.${name}`)} errors={errors[name]}>
      {(described) => (
        <TextInput
          {...described}
          type="time"
          value={values[name] ?? ''}
          onChange={(event) => change({ [name]: event.target.value || null })}
        />
      )}
    </FormField>
  )
}

/** The zone in which the server's people mean their times. */
export function ZoneField({ values, errors, change }: SettingsParts) {
  const { text } = useTexts()
  return (
    <FormField label={text('web.recruitment.setting.timezone')} errors={errors['timezone']}>
      {(described) => (
        <Select
          {...described}
          value={values.timezone ?? ''}
          onChange={(event) => change({ timezone: event.target.value || null })}
        >
          <option value="">{text('web.recruitment.setting.timezone_usual')}</option>
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone}>
              {zone}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  )
}

/** A role that members must have, and the category of voice rooms. */
export function PlaceFields(
  props: SettingsParts & { name: 'required_role_id' | 'voice_category_id' },
) {
  const { text } = useTexts()
  const { name, guildId, values, errors, change } = props
  const { roles, channels } = usePlaces(guildId)
  const options =
    name === 'required_role_id' ? roles : channels.filter(({ type }) => type === categoryType)
  return (
    <FormField label={text(`web.recruitment.setting.${name}`)} errors={errors[name]}>
      {(described) => (
        <Select
          {...described}
          value={values[name] ?? ''}
          onChange={(event) => change({ [name]: event.target.value || null })}
        >
          <option value="">{text('web.recruitment.setting.none')}</option>
          {options.map(({ id, name: label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  )
}

type Option = { value: string; label: string }

/** Some of a few, as boxes to tick. */
function Boxes(props: {
  label: string
  options: readonly Option[]
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
}) {
  const { label, options, chosen, onChange } = props
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{label}</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {options.map(({ value, label: name }) => (
          <label key={value} className="inline-flex min-h-8 items-center gap-2">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={chosen.includes(value)}
              onChange={({ target }) => {
                const others = chosen.filter((one) => one !== value)
                onChange(target.checked ? [...others, value] : others)
              }}
            />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** Roles whose members manage parties. */
export function ManagerRoles({ guildId, values, change }: SettingsParts) {
  const { text } = useTexts()
  const { roles } = usePlaces(guildId)
  return (
    <Boxes
      label={text('web.recruitment.setting.manager_role_ids')}
      options={roles.map(({ id, name }) => ({ value: id, label: name }))}
      chosen={values.manager_role_ids}
      onChange={(manager_role_ids) => change({ manager_role_ids })}
    />
  )
}

/** How long before a start members are reminded. */
export function Reminders({ values, change }: SettingsParts) {
  const { text } = useTexts()
  const chosen = values.reminder_minutes
  const offered = [...new Set([...reminderChoices, ...chosen])].toSorted((a, b) => b - a)
  const labelOf = (minutes: number): string => {
    if (minutes % 1_440 === 0)
      return text('web.recruitment.reminder.days', { count: minutes / 1_440 })
    if (minutes % 60 === 0) return text('web.recruitment.reminder.hours', { count: minutes / 60 })
    return text('web.recruitment.reminder.minutes', { count: minutes })
  }
  return (
    <Boxes
      label={text('web.recruitment.setting.reminder_minutes')}
      options={offered.map((minutes) => ({ value: String(minutes), label: labelOf(minutes) }))}
      chosen={chosen.map(String)}
      onChange={(all) => change({ reminder_minutes: all.slice(0, remindersAtMost).map(Number) })}
    />
  )
}

/** People who may take part in no party of this server. */
export function BannedPeople(props: SettingsParts) {
  const { text } = useTexts()
  const { guildId, values, errors, change } = props
  const banned = values.banned_user_ids
  return (
    <div className="flex flex-col gap-2">
      <FormField
        label={text('web.recruitment.setting.banned_user_ids')}
        errors={errors['banned_user_ids']}
      >
        {(described) => (
          <PersonPicker
            guildId={guildId}
            described={described}
            onPick={({ id }) => change({ banned_user_ids: [...new Set([...banned, id])] })}
          />
        )}
      </FormField>
      <ul className="flex flex-wrap gap-1.5">
        {banned.map((id) => (
          <li key={id} className="flex items-center gap-1 rounded-full bg-sunken pl-3 text-sm">
            {id}
            <button
              type="button"
              className="rounded-full p-1.5"
              aria-label={text('web.recruitment.form.member_remove', { name: id })}
              onClick={() => change({ banned_user_ids: banned.filter((one) => one !== id) })}
            >
              <X size={14} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
