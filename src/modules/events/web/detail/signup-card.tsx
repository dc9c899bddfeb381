import { Check, CircleAlert, Hourglass } from 'lucide-react'
import { useState } from 'react'
import { useNow } from '#web/clock.tsx'
import { useSession, signInHref } from '#web/session.tsx'
import { useOnline } from '#web/live/online.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Banner } from '#web/ui/banner.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Select, TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import type { EventJson } from '../../contract/event.ts'
import type { SignupJson } from '../../contract/signup.ts'
import { eventsPath, storeEvent } from '../data/cache.ts'
import { answered } from '../data/mine.ts'
import { signupAnswer, useSignup } from '../data/use-signup.ts'
import { useWrite } from '../data/use-write.ts'
import { useQueryClient } from '@tanstack/react-query'
import { useTexts, type TextKey } from '../texts.ts'

const reasons: Partial<Record<string, TextKey>> = {
  signup_closed: 'web.events.why.closed',
  event_full: 'web.events.why.full',
  role_full: 'web.events.why.full',
  missing_role: 'web.events.why.role',
  blocked: 'web.events.why.blocked',
  guild_ban: 'web.events.why.blocked',
  permission_denied: 'web.events.why.member',
  not_authenticated: 'web.events.why.sign_in',
}

function RoleField(props: { event: EventJson; value: string; onChange: (id: string) => void }) {
  const { text } = useTexts()
  const { event, value, onChange } = props
  if (event.roles.length === 0) return null
  return (
    <FormField label={text('web.events.signup.role')}>
      {(described) => (
        <Select {...described} value={value} onChange={({ target }) => onChange(target.value)}>
          <option value="">{text('web.events.signup.role_none')}</option>
          {event.roles.map((role) => (
            <option key={role.id} value={role.id}>
              {[
                role.emoji,
                role.name,
                role.capacity === null
                  ? String(role.current_signups)
                  : `${String(role.current_signups)}/${String(role.capacity)}`,
                role.is_full ? text('web.events.signup.full') : null,
              ]
                .filter(Boolean)
                .join(' ')}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  )
}

type Filled = { role: string; notes: string; guests: string }

function OptionButtons(props: {
  event: EventJson
  disabled: boolean
  onChoose: (option: string) => void
}) {
  const { text } = useTexts()
  const { event, disabled, onChoose } = props
  const signup = event.my?.signup
  const chosen = signup && answered.has(signup.status) ? signup.option : null
  return (
    <fieldset className="flex flex-wrap gap-2">
      <legend className="sr-only">{text('web.events.signup.options')}</legend>
      {event.options.map((option, index) => (
        <Button
          key={option.key}
          kind={index === 0 && chosen === null ? 'primary' : 'secondary'}
          aria-pressed={option.key === chosen}
          className="aria-pressed:border-accent aria-pressed:text-accent"
          disabled={disabled}
          icon={option.key === chosen && <Check size={16} aria-hidden />}
          onClick={() => onChoose(option.key)}
        >
          {option.emoji && <span aria-hidden>{option.emoji}</span>}
          {option.label}
        </Button>
      ))}
    </fieldset>
  )
}

/** How somebody stands in the event, in a word. */
function Standing({ event }: { event: EventJson }) {
  const { text } = useTexts()
  const signup = event.my?.signup
  if (!signup || !answered.has(signup.status)) return null
  const waits = signup.status === 'waitlist' || signup.status === 'pending'
  const role = event.roles.find(({ id }) => id === signup.role_id)
  return (
    <p className="flex flex-wrap items-center gap-2" data-testid="my-standing">
      <Badge tone={waits ? 'warn' : 'good'} icon={waits ? Hourglass : Check}>
        {text(`web.events.status.${signup.status}`)}
      </Badge>
      {role && <span>{role.name}</span>}
      {signup.status === 'waitlist' && signup.position_in_waitlist !== null && (
        <span className="text-muted">
          {text('web.events.position', { position: signup.position_in_waitlist })}
        </span>
      )}
    </p>
  )
}

function Offer({ event }: { event: EventJson }) {
  const { text, relative } = useTexts()
  const now = useNow()
  const queries = useQueryClient()
  const { me } = useSession()
  const { send, running } = useWrite({
    schema: signupAnswer,
    done: (answer) => storeEvent({ queries, reader: me.user }, answer.event),
  })
  const until = event.my?.signup?.offer_expires_at
  if (!until) return null
  const accept = () =>
    send({ method: 'PATCH', path: `${eventsPath}/${event.id}/signups/me`, body: { accept: true } })
  return (
    <Banner
      tone="good"
      icon={Hourglass}
      action={
        <Button kind="primary" busy={running !== null} onClick={accept}>
          {text('web.events.offer.take')}
        </Button>
      }
    >
      {text('web.events.offer.text', { when: relative(Date.parse(until), now) })}
    </Banner>
  )
}

function WhyNot({ reason }: { reason: string }) {
  const { text } = useTexts()
  return (
    <p className="flex items-center gap-2 text-muted">
      <CircleAlert size={16} aria-hidden className="shrink-0" />
      {text(reasons[reason] ?? 'web.events.why.other')}
    </p>
  )
}

function MoreFields(props: {
  event: EventJson
  filled: Filled
  set: (part: Partial<Filled>) => void
}) {
  const { text } = useTexts()
  const { event, filled, set } = props
  return (
    <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_6rem]">
      <FormField label={text('web.events.signup.notes')}>
        {(described) => (
          <TextInput
            {...described}
            maxLength={200}
            value={filled.notes}
            onChange={({ target }) => set({ notes: target.value })}
          />
        )}
      </FormField>
      {event.guests_allowed && (
        <FormField label={text('web.events.signup.guests')}>
          {(described) => (
            <TextInput
              {...described}
              type="number"
              min={0}
              max={5}
              value={filled.guests}
              onChange={({ target }) => set({ guests: target.value })}
            />
          )}
        </FormField>
      )}
    </div>
  )
}

function Withdraw({ event, disabled }: { event: EventJson; disabled: boolean }) {
  const { text } = useTexts()
  const { withdraw } = useSignup()
  const may = event.my?.can_withdraw ?? false
  return (
    <Button
      kind="danger"
      className="self-start"
      disabled={!may || disabled}
      title={may ? undefined : text('web.events.why.too_late')}
      onClick={() => withdraw(event)}
    >
      {text('web.events.signup.withdraw')}
    </Button>
  )
}

function filledFrom(signup: SignupJson | null): Filled {
  return {
    role: signup?.role_id ?? '',
    notes: signup?.notes ?? '',
    guests: String(signup?.guests ?? 0),
  }
}

function guestsIn(text: string): number {
  return Math.min(5, Math.max(0, Number(text) || 0))
}

function Form({ event }: { event: EventJson }) {
  const { text } = useTexts()
  const online = useOnline()
  const { signUp } = useSignup()
  const signup = event.my?.signup ?? null
  const reason = event.my?.reason ?? null
  const inside = signup !== null && answered.has(signup.status)
  const [filled, setFilled] = useState(() => filledFrom(signup))
  const set = (part: Partial<Filled>) => setFilled((old) => ({ ...old, ...part }))
  const choose = (option: string) =>
    signUp(event, {
      option,
      role_id: filled.role || null,
      notes: filled.notes.trim(),
      ...(event.guests_allowed && { guests: guestsIn(filled.guests) }),
    })
  const closed = reason !== null && !inside
  return (
    <>
      <RoleField event={event} value={filled.role} onChange={(role) => set({ role })} />
      <MoreFields event={event} filled={filled} set={set} />
      {reason !== null && <WhyNot reason={reason} />}
      {!online && <p className="text-sm text-muted">{text('web.events.why.offline')}</p>}
      <OptionButtons event={event} disabled={closed || !online} onChoose={choose} />
      {inside && <Withdraw event={event} disabled={!online} />}
    </>
  )
}

/** The reader's own answer to an event, and how to change it. */
export function SignupCard({ event }: { event: EventJson }) {
  const { text } = useTexts()
  const { me } = useSession()
  return (
    <Card className="flex flex-col gap-3 p-4" data-testid="signup">
      <h2 className="text-lg font-semibold">{text('web.events.signup.title')}</h2>
      <Standing event={event} />
      <Offer event={event} />
      {me.user ? (
        <Form key={event.my?.signup?.id ?? 'none'} event={event} />
      ) : (
        <a
          href={signInHref(`/events/${event.id}`)}
          className={buttonClass('primary', 'self-start')}
        >
          {text('web.events.signup.sign_in')}
        </a>
      )}
      <p className="text-sm text-muted">{text('web.events.signup.discord_note')}</p>
    </Card>
  )
}
