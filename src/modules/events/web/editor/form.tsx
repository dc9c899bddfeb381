import type { RefObject, ReactNode, SyntheticEvent } from 'react'
import { CircleAlert } from 'lucide-react'
import { fieldErrorsOf } from '#web/api/field-errors.ts'
import { Banner } from '#web/ui/banner.tsx'
import { FormField, TextArea } from '#web/ui/form-field.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import { channelKinds, channelsOf, type Places } from '#web/places.ts'
import { useTexts } from '../texts.ts'
import { leadText } from '../time/lead.ts'
import { allZones } from '../time/zone.ts'
import {
  Boxes,
  ChoiceField,
  DiscordRoles,
  SwitchField,
  TextField,
  type FormParts,
} from './fields.tsx'
import { RolesEditor } from './roles-editor.tsx'
import { extraOptions, reminderChoices, type OptionLabels } from './values.ts'

/** The words for the options in the reader's language; every other reader sees them in his or her own. */
export function useOptionLabels(): OptionLabels {
  const { text } = useTexts()
  return {
    going: text('web.events.option.going'),
    tentative: text('web.events.option.tentative'),
    late: text('web.events.option.late'),
    absent: text('web.events.option.absent'),
  }
}

/** A part of the form under a heading of its own. */
export function Section(props: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      <h2 className="text-lg font-semibold">{props.title}</h2>
      {props.children}
    </section>
  )
}

/** What the event is. */
export function MatterSection(parts: FormParts) {
  const { text } = useTexts()
  const { values, errors, change } = parts
  return (
    <Section title={text('web.events.form.matter')}>
      <TextField
        {...parts}
        name="title"
        field="title"
        label="web.events.form.title"
        input={{ required: true, maxLength: 200, autoComplete: 'off' }}
      />
      <FormField
        label={text('web.events.form.description')}
        help={text('web.events.form.description_help', { count: values.description.length })}
        errors={errors['description']}
      >
        {(described) => (
          <TextArea
            {...described}
            maxLength={5000}
            value={values.description}
            onChange={({ target }) => change({ description: target.value })}
          />
        )}
      </FormField>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          {...parts}
          name="type"
          field="type"
          label="web.events.form.type"
          help={text('web.events.form.type_help')}
          input={{ maxLength: 40 }}
        />
        <TextField
          {...parts}
          name="banner"
          field="banner_url"
          label="web.events.form.banner"
          input={{ type: 'url', inputMode: 'url' }}
        />
      </div>
    </Section>
  )
}

/** When and where it is. */
export function WhenSection(parts: FormParts & { places: Places; children?: ReactNode }) {
  const { text } = useTexts()
  const { values, errors, change, places } = parts
  const voices = channelsOf(places, channelKinds.voice)
  return (
    <Section title={text('web.events.form.when')}>
      <div className="grid gap-4 sm:grid-cols-[1.4fr_1fr_1fr]">
        <FormField
          label={text('web.events.form.start')}
          errors={errors['local_start'] ?? errors['start_at_utc']}
        >
          {(described) => (
            <input
              {...described}
              type="datetime-local"
              required
              className="min-h-9 w-full rounded-control border border-control bg-surface px-3 py-1.5 aria-invalid:border-bad"
              value={values.start}
              onChange={({ target }) => change({ start: target.value })}
            />
          )}
        </FormField>
        <ChoiceField
          label={text('web.events.zone')}
          value={values.timezone}
          errors={errors['timezone']}
          options={[...new Set([values.timezone, ...allZones()])].map((zone) => ({
            value: zone,
            label: zone.replaceAll('_', ' '),
          }))}
          onChange={(timezone) => change({ timezone })}
        />
        <TextField
          {...parts}
          name="duration"
          field="duration_minutes"
          label="web.events.form.duration"
          input={{ type: 'number', min: 5, max: 43_200 }}
        />
      </div>
      {parts.children}
      <Segmented
        label={text('web.events.form.place')}
        name="place"
        value={values.place}
        options={[
          { value: 'external', label: text('web.events.form.place_external') },
          { value: 'voice', label: text('web.events.form.place_voice') },
        ]}
        onChange={(place) => change({ place })}
      />
      {values.place === 'voice' ? (
        <ChoiceField
          label={text('web.events.form.voice')}
          value={values.voice}
          errors={errors['voice_channel_id']}
          options={[
            { value: '', label: text('web.events.form.choose') },
            ...voices.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(voice) => change({ voice })}
        />
      ) : (
        <TextField
          {...parts}
          name="location"
          field="location"
          label="web.events.form.location"
          input={{ maxLength: 200 }}
        />
      )}
    </Section>
  )
}

const waitlistModes = ['auto', 'offer', 'manual', 'off'] as const
const visibilities = ['public', 'guild', 'unlisted'] as const

function NumberFields(parts: FormParts) {
  const { text } = useTexts()
  const number = { type: 'number', min: 1 } as const
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <TextField
        {...parts}
        name="max"
        field="max_participants"
        label="web.events.form.max"
        input={number}
      />
      <TextField
        {...parts}
        name="min"
        field="min_participants"
        label="web.events.form.min"
        help={text('web.events.form.min_help')}
        input={number}
      />
      <TextField
        {...parts}
        name="min_deadline"
        field="min_deadline_minutes"
        label="web.events.form.min_deadline"
        input={{ ...number, min: 0 }}
      />
    </div>
  )
}

function WhoFields({ values, change, places }: FormParts & { places: Places }) {
  const { text } = useTexts()
  return (
    <>
      <DiscordRoles
        label={text('web.events.form.allowed')}
        places={places}
        chosen={values.allowed}
        onChange={(allowed) => change({ allowed })}
      />
      <DiscordRoles
        label={text('web.events.form.banned')}
        places={places}
        chosen={values.banned}
        onChange={(banned) => change({ banned })}
      />
    </>
  )
}

/** Who may come, and how people sign up. */
export function SignupSection(parts: FormParts & { places: Places }) {
  const { text } = useTexts()
  const { values, errors, change, places } = parts
  const labels = useOptionLabels()
  return (
    <Section title={text('web.events.form.signups')}>
      <NumberFields {...parts} />
      <RolesEditor {...parts} places={places} />
      <Boxes
        label={text('web.events.form.options')}
        options={extraOptions.map((value) => ({ value, label: labels[value] }))}
        chosen={values.options}
        onChange={(options) =>
          change({
            options: [
              ...extraOptions.filter((one) => options.includes(one)),
              ...options.filter((one) => !extraOptions.some((known) => known === one)),
            ],
          })
        }
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <ChoiceField
          label={text('web.events.form.waitlist')}
          value={values.waitlist_mode}
          errors={errors['waitlist_mode']}
          options={waitlistModes.map((value) => ({
            value,
            label: text(`web.events.waitlist.${value}`),
          }))}
          onChange={(waitlist_mode) => change({ waitlist_mode })}
        />
        <ChoiceField
          label={text('web.events.form.visibility')}
          value={values.visibility}
          errors={errors['visibility']}
          options={visibilities.map((value) => ({
            value,
            label: text(`web.events.visibility.${value}`),
          }))}
          onChange={(visibility) => change({ visibility })}
        />
        <TextField
          {...parts}
          name="opens"
          field="signup_opens_at"
          label="web.events.form.opens"
          input={{ type: 'datetime-local' }}
        />
        <TextField
          {...parts}
          name="closes"
          field="signup_closes_at"
          label="web.events.form.closes"
          input={{ type: 'datetime-local' }}
        />
      </div>
      <div className="flex flex-wrap gap-x-6">
        <SwitchField {...parts} name="approval" label="web.events.form.approval" />
        <SwitchField {...parts} name="guests" label="web.events.form.guests" />
        <SwitchField {...parts} name="late_withdraw" label="web.events.form.late_withdraw" />
      </div>
      <WhoFields {...parts} />
    </Section>
  )
}

/** What Muster does around the event. */
export function AroundSection(parts: FormParts) {
  const { text } = useTexts()
  const { values, change } = parts
  return (
    <Section title={text('web.events.form.around')}>
      <Boxes
        label={text('web.events.form.reminders')}
        options={[...new Set([...reminderChoices, ...values.reminders])].map((value) => ({
          value,
          label: leadText(text, Number(value)),
        }))}
        chosen={values.reminders}
        onChange={(reminders) => change({ reminders: reminders.slice(0, 5) })}
      />
      <div className="flex flex-wrap gap-x-6">
        <SwitchField {...parts} name="channels" label="web.events.form.channels" />
        <SwitchField {...parts} name="thread" label="web.events.form.thread" />
        <SwitchField {...parts} name="attendee_role" label="web.events.form.attendee_role" />
        <SwitchField {...parts} name="attendance" label="web.events.form.attendance" />
      </div>
    </Section>
  )
}

/** A refusal that is about no field of the form. */
export function GeneralError({ error }: { error: Error | null }) {
  if (!error || Object.keys(fieldErrorsOf(error)).length > 0) return null
  return (
    <div role="alert">
      <Banner tone="bad" icon={CircleAlert}>
        {error.message}
      </Banner>
    </div>
  )
}

/** The form itself: what is inside, sent by its button. */
export function EditorForm({
  form,
  onSubmit,
  children,
}: {
  form: RefObject<HTMLFormElement | null>
  onSubmit: () => void
  children: ReactNode
}) {
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <form ref={form} noValidate className="flex min-w-0 flex-col gap-4" onSubmit={submit}>
      {children}
    </form>
  )
}
