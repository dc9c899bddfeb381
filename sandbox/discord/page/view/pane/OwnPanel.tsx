import { Popover } from '@base-ui/react/popover'
import { useState } from 'react'
import { useTexts } from '../../locales/context.tsx'
import { activityKinds, devices, setPresence, type OwnPresence } from '../../state/actions.ts'
import { displayName, type Guild } from '../../state/model.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Button } from '../../ui/Button.tsx'
import { Field, inputShape } from '../../ui/fields.tsx'
import { Presence, toStatus } from '../../ui/Presence.tsx'
import { usePane, usePaneState } from '../context.tsx'

const statuses = ['online', 'idle', 'dnd', 'invisible'] as const

type FieldsProps = { wanted: OwnPresence; onChange: (wanted: OwnPresence) => void }

/** What one does, and on which device. */
function ActivityFields({ wanted, onChange }: FieldsProps) {
  const t = useTexts()
  const { activity, device } = wanted
  return (
    <>
      <Field label={t.activity}>
        {(ids) => (
          <select
            {...ids}
            className={inputShape}
            value={activity.type}
            onChange={({ target }) => {
              const type = activityKinds.find((one) => String(one) === target.value) ?? 0
              onChange({ ...wanted, activity: { ...activity, type } })
            }}
          >
            {activityKinds.map((type) => (
              <option key={type} value={type}>
                {t.activities(type, '…')}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t.activityName}>
        {(ids) => (
          <input
            {...ids}
            maxLength={128}
            className={inputShape}
            value={activity.name}
            onChange={({ target }) =>
              onChange({ ...wanted, activity: { ...activity, name: target.value } })
            }
          />
        )}
      </Field>
      <Field label={t.device}>
        {(ids) => (
          <select
            {...ids}
            className={inputShape}
            value={device}
            onChange={({ target }) =>
              onChange({
                ...wanted,
                device: devices.find((one) => one === target.value) ?? 'desktop',
              })
            }
          >
            {devices.map((one) => (
              <option key={one} value={one}>
                {t.devices[one]}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  )
}

function PresenceForm({ initial, onDone }: { initial: OwnPresence; onDone: () => void }) {
  const t = useTexts()
  const { client, attempt } = usePane()
  const [wanted, setWanted] = useState(initial)
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        attempt(() => setPresence(client, wanted))
        onDone()
      }}
    >
      <fieldset className="flex flex-col">
        <legend className="text-sm font-medium">{t.status}</legend>
        {statuses.map((status) => (
          <label key={status} className="flex min-h-8 items-center gap-2">
            <input
              type="radio"
              name="status"
              className="size-4 accent-accent"
              checked={wanted.status === status}
              onChange={() => setWanted({ ...wanted, status })}
            />
            <Presence status={toStatus(status)} />
            {t.statuses[status]}
          </label>
        ))}
      </fieldset>
      <Field label={t.customStatus}>
        {(ids) => (
          <input
            {...ids}
            maxLength={128}
            className={inputShape}
            value={wanted.text}
            onChange={({ target }) => setWanted({ ...wanted, text: target.value })}
          />
        )}
      </Field>
      <ActivityFields wanted={wanted} onChange={setWanted} />
      <Button type="submit" tone="primary">
        {t.save}
      </Button>
    </form>
  )
}

/** Oneself: name and presence, and a way to change it. */
export function OwnPanel({ guild }: { guild: Guild | undefined }) {
  const t = useTexts()
  const { me } = usePaneState()
  const [open, setOpen] = useState(false)
  if (!me) return null
  const presence = guild?.presences.get(me.id)
  const status = toStatus(presence?.status)
  const shown = status === 'offline' ? 'invisible' : status
  const activities = presence?.activities ?? []
  const doing = activities.find(({ type }) => type !== 4)
  const initial: OwnPresence = {
    status: shown,
    text: activities.find(({ type }) => type === 4)?.state ?? '',
    activity: {
      type: activityKinds.find((kind) => kind === doing?.type) ?? 0,
      name: doing?.name ?? '',
    },
    device: devices.find((one) => one in (presence?.client_status ?? {})) ?? 'desktop',
  }
  const name = displayName(me, guild)
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className="flex w-full min-w-0 items-center gap-2 rounded-lg p-2 text-left hover:bg-hover">
        <Avatar id={me.id} name={name} status={status} />
        <span className="min-w-0">
          <span className="block truncate font-semibold">{name}</span>
          <span className="block truncate text-xs text-muted">
            {initial.text || t.statuses[shown]}
          </span>
          <span className="sr-only">{t.changeStatus}</span>
        </span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="start" className="z-50">
          <Popover.Popup
            aria-label={t.status}
            className="w-64 rounded-xl border border-line bg-raised p-3 text-ink shadow-lg"
          >
            <PresenceForm initial={initial} onDone={() => setOpen(false)} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
