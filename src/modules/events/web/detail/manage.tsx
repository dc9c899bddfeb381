import { Link, useNavigate } from '@tanstack/react-router'
import {
  Ban,
  CalendarArrowDown,
  CircleCheck,
  Copy,
  Pencil,
  Play,
  RotateCcw,
  Send,
  Trash2,
  type LucideIcon,
} from 'lucide-react'
import { useState, type SyntheticEvent } from 'react'
import { z } from 'zod'
import { keepGuild } from '#web/shell/nav.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ConfirmDialog, Drawer } from '#web/ui/dialog.tsx'
import { FormField, TextArea } from '#web/ui/form-field.tsx'
import { Menu } from '#web/ui/menu.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { event as eventSchema, type EventJson } from '../../contract/event.ts'
import type { EventState } from '../../contract/shared.ts'
import { eventsPath } from '../data/cache.ts'
import { isMovable, useMove } from '../data/use-move.ts'
import { useWrite } from '../data/use-write.ts'
import { useTexts } from '../texts.ts'
import { useStateAct, type StateAct } from './use-act.ts'

const steps: readonly { name: StateAct; to: EventState; from?: EventState; icon: LucideIcon }[] = [
  { name: 'publish', to: 'scheduled', from: 'draft', icon: Send },
  { name: 'start', to: 'active', icon: Play },
  { name: 'complete', to: 'completed', from: 'active', icon: CircleCheck },
  { name: 'reinstate', to: 'scheduled', from: 'cancelled', icon: RotateCcw },
]

function CancelForm(props: { event: EventJson; open: boolean; onClose: () => void }) {
  const { event, open, onClose } = props
  const { text } = useTexts()
  const { act } = useStateAct(event)
  const [reason, setReason] = useState('')
  const submit = (submitted: SyntheticEvent) => {
    submitted.preventDefault()
    act('cancel', { reason: reason.trim() || null })
    onClose()
  }
  return (
    <Drawer
      open={open}
      title={text('web.events.ask.cancel', { title: event.title })}
      close={text('web.events.close')}
      onClose={onClose}
    >
      <form className="flex flex-col gap-3" onSubmit={submit}>
        <p className="text-muted">{text('web.events.ask.cancel_text')}</p>
        <FormField label={text('web.events.ask.reason')}>
          {(described) => (
            <TextArea
              {...described}
              rows={2}
              maxLength={300}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          )}
        </FormField>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" kind="danger">
            {text('web.events.act.cancel')}
          </Button>
          <Button onClick={onClose}>{text('web.events.back_out')}</Button>
        </div>
      </form>
    </Drawer>
  )
}

function useDuplicate(event: EventJson) {
  const { text } = useTexts()
  const notify = useNotify()
  const navigate = useNavigate()
  return useWrite({
    schema: eventSchema,
    refresh: [['events', 'list']],
    done(copy) {
      notify('good', text('web.events.did.duplicate', { title: event.title }))
      void navigate({ to: '/events/$id', params: { id: copy.id }, search: keepGuild })
    },
  })
}

function useDelete(event: EventJson) {
  const { text } = useTexts()
  const notify = useNotify()
  const navigate = useNavigate()
  return useWrite({
    schema: z.unknown(),
    refresh: [['events', 'list']],
    done() {
      notify('good', text('web.events.did.delete', { title: event.title }))
      void navigate({ to: '/events', search: keepGuild })
    },
  })
}

const moves = [
  { label: 'web.events.move.earlier', days: -1 },
  { label: 'web.events.move.later', days: 1 },
  { label: 'web.events.move.week', days: 7 },
] as const

/** Moves an event by days without the form. */
function MoveMenu({ event }: { event: EventJson }) {
  const { text } = useTexts()
  const move = useMove()
  if (!isMovable(event)) return null
  return (
    <Menu
      kind="secondary"
      trigger={
        <>
          <CalendarArrowDown size={16} aria-hidden />
          {text('web.events.move')}
        </>
      }
      groups={[
        {
          kind: 'actions',
          lines: moves.map(({ label, days }) => ({
            label: text(label),
            run: () => move(event, days),
          })),
        },
      ]}
    />
  )
}

/** What organisers can do with an event. */
export function ManageBar({ event }: { event: EventJson }) {
  const { text } = useTexts()
  const { act, running } = useStateAct(event)
  const duplicate = useDuplicate(event)
  const remove = useDelete(event)
  const [asking, setAsking] = useState<'cancel' | 'delete' | null>(null)
  const path = `${eventsPath}/${event.id}`
  const possible = steps.filter(
    ({ to, from }) => event.allowed.includes(to) && (from === undefined || from === event.state),
  )
  return (
    <Card className="flex flex-col gap-3 p-4" data-testid="event-manage">
      <h2 className="text-lg font-semibold">{text('web.events.manage')}</h2>
      <div className="flex flex-wrap gap-2">
        <Link
          to="/events/$id/edit"
          params={{ id: event.id }}
          search={keepGuild}
          className={buttonClass('secondary')}
        >
          <Pencil size={16} aria-hidden />
          {text('web.events.act.edit')}
        </Link>
        {possible.map(({ name, icon: Icon }) => (
          <Button
            key={name}
            icon={<Icon size={16} aria-hidden />}
            busy={running}
            onClick={() => act(name)}
          >
            {text(`web.events.act.${name}`)}
          </Button>
        ))}
        <MoveMenu event={event} />
        <Button
          icon={<Copy size={16} aria-hidden />}
          busy={duplicate.running !== null}
          onClick={() => duplicate.send({ method: 'POST', path: `${path}/duplicate`, body: {} })}
        >
          {text('web.events.act.duplicate')}
        </Button>
        {event.allowed.includes('cancelled') && (
          <Button
            kind="danger"
            icon={<Ban size={16} aria-hidden />}
            onClick={() => setAsking('cancel')}
          >
            {text('web.events.act.cancel')}
          </Button>
        )}
        <Button
          kind="danger"
          icon={<Trash2 size={16} aria-hidden />}
          onClick={() => setAsking('delete')}
        >
          {text('web.events.act.delete')}
        </Button>
      </div>
      <CancelForm event={event} open={asking === 'cancel'} onClose={() => setAsking(null)} />
      <ConfirmDialog
        open={asking === 'delete'}
        title={text('web.events.ask.delete', { title: event.title })}
        text={text('web.events.ask.delete_text')}
        confirm={text('web.events.act.delete')}
        cancel={text('web.events.back_out')}
        onAnswer={(confirmed) => {
          if (confirmed) remove.send({ method: 'DELETE', path })
          setAsking(null)
        }}
      />
    </Card>
  )
}
