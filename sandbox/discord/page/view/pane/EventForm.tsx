import { useContext, useState } from 'react'
import { useTexts } from '../../locales/context.tsx'
import { createEvent, type EventDraft } from '../../state/actions.ts'
import type { Guild } from '../../state/model.ts'
import { toLocalInput } from '../../text/times.ts'
import { Button } from '../../ui/Button.tsx'
import { NowContext } from '../../ui/clock.tsx'
import { Field, inputShape } from '../../ui/fields.tsx'
import { Picker } from '../../ui/Picker.tsx'
import { usePane } from '../context.tsx'

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
}

function toDraft(guild: Guild, filled: Filled): EventDraft {
  const { name, description, start, end, place, channelId } = filled
  const channel = guild.channels.get(channelId)
  return {
    name,
    ...(description === '' ? {} : { description }),
    scheduled_start_time: new Date(start).toISOString(),
    ...(end === '' ? {} : { scheduled_end_time: new Date(end).toISOString() }),
    entity_type: channel ? (entityTypeOf[channel.type] ?? external) : external,
    ...(channel ? { channel_id: channel.id } : { entity_metadata: { location: place } }),
  }
}

function useFilled() {
  const now = useContext(NowContext)
  const [filled, setFilled] = useState<Filled>(() => ({
    name: '',
    description: '',
    start: toLocalInput(now() + hourMs),
    end: toLocalInput(now() + 2 * hourMs),
    place: '',
    channelId: '',
  }))
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

/** Creates a scheduled event. */
export function EventForm({ guild, onDone }: { guild: Guild; onDone: () => void }) {
  const t = useTexts()
  const { client, attempt } = usePane()
  const { filled, set } = useFilled()
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
          await createEvent(client, guild.id, toDraft(guild, filled))
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
          {t.create}
        </Button>
        <Button onClick={onDone}>{t.cancel}</Button>
      </div>
    </form>
  )
}
