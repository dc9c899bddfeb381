import { useContext, useState } from 'react'
import { useTexts } from '../../locales/context.tsx'
import { createEvent, editEvent, type EventDraft } from '../../state/event-actions.ts'
import type { Guild } from '../../state/model.ts'
import { toLocalInput } from '../../text/times.ts'
import { Button } from '../../ui/Button.tsx'
import { NowContext } from '../../ui/clock.tsx'
import { Field, inputShape } from '../../ui/fields.tsx'
import { Picker } from '../../ui/Picker.tsx'
import type { ScheduledEvent } from '../../wire/objects.ts'
import { usePane } from '../context.tsx'
import { repetitionOf, repetitions, ruleOf, type Repetition } from './repetition.ts'

const external = 3
const entityTypeOf: Readonly<Record<number, number>> = { 2: 2, 13: 1 }
const hourMs = 3_600_000

type Filled = {
  name: string
  description: string
  start: string
  end: string
  place: string
  channelId: string
  repeat: Repetition
}

function toDraft(guild: Guild, filled: Filled): EventDraft {
  const { name, description, start, end, place, channelId, repeat } = filled
  const channel = guild.channels.get(channelId)
  const begin = new Date(start).toISOString()
  const rule = ruleOf(repeat, begin)
  return {
    name,
    ...(description === '' ? {} : { description }),
    scheduled_start_time: begin,
    ...(end === '' ? {} : { scheduled_end_time: new Date(end).toISOString() }),
    entity_type: channel ? (entityTypeOf[channel.type] ?? external) : external,
    ...(channel ? { channel_id: channel.id } : { entity_metadata: { location: place } }),
    ...(rule === undefined ? {} : { recurrence_rule: rule }),
  }
}

function filledFrom(event: ScheduledEvent): Filled {
  const local = (time: string): string => toLocalInput(Date.parse(time))
  return {
    name: event.name,
    description: event.description ?? '',
    start: local(event.scheduled_start_time),
    end: event.scheduled_end_time ? local(event.scheduled_end_time) : '',
    place: event.entity_metadata?.location ?? '',
    channelId: event.channel_id ?? '',
    repeat: repetitionOf(event.recurrence_rule),
  }
}

function useFilled(event: ScheduledEvent | undefined) {
  const now = useContext(NowContext)
  const [filled, setFilled] = useState<Filled>(() =>
    event
      ? filledFrom(event)
      : {
          name: '',
          description: '',
          start: toLocalInput(now() + hourMs),
          end: toLocalInput(now() + 2 * hourMs),
          place: '',
          channelId: '',
          repeat: 'never',
        },
  )
  return { filled, set: (part: Partial<Filled>) => setFilled((old) => ({ ...old, ...part })) }
}

function Where({ guild, filled, set }: { guild: Guild } & ReturnType<typeof useFilled>) {
  const t = useTexts()
  const voices = [...guild.channels.values()].filter(({ type }) => type in entityTypeOf)
  return (
    <>
      <Field label={t.eventWhere}>
        {(ids) => (
          <Picker
            ids={ids}
            label={t.eventWhere}
            placeholder={t.elsewhere}
            options={[
              { value: '', label: t.elsewhere },
              ...voices.map(({ id, name }) => ({ value: id, label: name ?? id })),
            ]}
            values={[filled.channelId]}
            onPick={([channelId = '']) => set({ channelId })}
          />
        )}
      </Field>
      {filled.channelId === '' && (
        <Field label={t.eventPlace} required>
          {(ids) => (
            <input
              {...ids}
              required
              maxLength={100}
              className={inputShape}
              value={filled.place}
              onChange={({ target }) => set({ place: target.value })}
            />
          )}
        </Field>
      )}
    </>
  )
}

function Repeats({ filled, set }: ReturnType<typeof useFilled>) {
  const t = useTexts()
  const offered = filled.repeat === 'other' ? [...repetitions, 'other' as const] : repetitions
  return (
    <Field label={t.eventRepeats}>
      {(ids) => (
        <Picker
          ids={ids}
          label={t.eventRepeats}
          placeholder={t.repeats.never}
          options={offered.map((value) => ({ value, label: t.repeats[value] }))}
          values={[filled.repeat]}
          onPick={([wanted]) =>
            set({ repeat: offered.find((one) => one === wanted) ?? filled.repeat })
          }
        />
      )}
    </Field>
  )
}

type FormProps = {
  guild: Guild
  /** The event that is changed; a new one otherwise. */
  event: ScheduledEvent | undefined
  onDone: () => void
}

/** Creates a scheduled event, or changes one. */
export function EventForm({ guild, event: known, onDone }: FormProps) {
  const t = useTexts()
  const { client, attempt } = usePane()
  const { filled, set } = useFilled(known)
  const time = (label: string, key: 'start' | 'end') => (
    <Field label={label} required={key === 'start' || filled.channelId === ''}>
      {(ids) => (
        <input
          {...ids}
          type="datetime-local"
          required={key === 'start' || filled.channelId === ''}
          className={inputShape}
          value={filled[key]}
          onChange={({ target }) => set({ [key]: target.value })}
        />
      )}
    </Field>
  )
  return (
    <form
      className="flex flex-col gap-3 p-3"
      onSubmit={(event) => {
        event.preventDefault()
        attempt(async () => {
          const draft = toDraft(guild, filled)
          await (known ? editEvent(client, known, draft) : createEvent(client, guild.id, draft))
          onDone()
        })
      }}
    >
      <Field label={t.eventName} required>
        {(ids) => (
          <input
            {...ids}
            required
            maxLength={100}
            className={inputShape}
            value={filled.name}
            onChange={({ target }) => set({ name: target.value })}
          />
        )}
      </Field>
      <Where guild={guild} filled={filled} set={set} />
      {time(t.eventStart, 'start')}
      {time(t.eventEnd, 'end')}
      <Repeats filled={filled} set={set} />
      <Field label={t.eventDescription}>
        {(ids) => (
          <textarea
            {...ids}
            rows={3}
            maxLength={1000}
            className={inputShape}
            value={filled.description}
            onChange={({ target }) => set({ description: target.value })}
          />
        )}
      </Field>
      <div className="flex gap-2">
        <Button type="submit" tone="primary">
          {known ? t.save : t.create}
        </Button>
        <Button onClick={onDone}>{t.cancel}</Button>
      </div>
    </form>
  )
}
