import { ChevronDown, LogIn } from 'lucide-react'
import { useId, useState } from 'react'
import { useOnline } from '#web/live/online.ts'
import { useSession } from '#web/session.tsx'
import { useSignInHref } from '#web/shell/account.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { Menu } from '#web/ui/menu.tsx'
import type { RecruitmentJson } from '../contract/party.ts'
import { isLive, seatAction } from './seats.ts'
import { useTexts, type TextKey } from './texts.ts'
import { useSeatRequests } from './use-seat.ts'

const reasons: ReadonlySet<string> = new Set([
  'offline',
  'recruitment_closed',
  'recruitment_expired',
  'recruitment_full',
  'missing_role',
  'blocked',
  'guild_ban',
  'permission_denied',
])

function reasonKey(reason: string | null): TextKey {
  const known = reason !== null && reasons.has(reason) ? reason : 'other'
  return `web.recruitment.why.${known}` as TextKey
}

type SeatButtonProps = {
  party: RecruitmentJson
  join: (id: number, role?: string) => void
  leave: (id: number) => void
}

function SignInToJoin({ title }: { title: string }) {
  const { text } = useTexts()
  const href = useSignInHref()
  const action = text('web.recruitment.sign_in')
  return (
    <a
      href={href}
      className={buttonClass('secondary')}
      aria-label={text('web.recruitment.named_action', { action, title })}
    >
      <LogIn size={16} aria-hidden />
      {action}
    </a>
  )
}

function LeaveOwnParty({
  over,
  ...props
}: {
  over: boolean
  open: boolean
  onAnswer: (confirmed: boolean) => void
}) {
  const { text } = useTexts()
  return (
    <ConfirmDialog
      {...props}
      title={text('web.recruitment.leave_owner.title')}
      text={text(
        over ? 'web.recruitment.leave_owner.text_over' : 'web.recruitment.leave_owner.text',
      )}
      confirm={text('web.recruitment.leave_owner.confirm')}
      cancel={text('web.recruitment.leave_owner.cancel')}
    />
  )
}

/** Chooses among the kinds of places: to join, or to change. */
function RoleMenu(props: SeatButtonProps & { label: string; kind: 'primary' | 'secondary' }) {
  const { text } = useTexts()
  const { party, join, label, kind } = props
  const reserved = party.roles.reduce((sum, role) => sum + role.max, 0)
  const lines = party.roles
    .filter(({ key }) => key !== party.my?.role)
    .map(({ key, label: name, emoji, current, max }) => ({
      label: `${emoji ?? ''} ${name} ${String(current)}/${String(max)}`.trim(),
      run: () => join(party.id, key),
    }))
  const any = { label: text('web.recruitment.any_role'), run: () => join(party.id) }
  const free = reserved < party.max_slots && party.my?.reason !== 'already_joined'
  return (
    <Menu
      kind={kind}
      trigger={
        <>
          {label}
          <ChevronDown size={14} aria-hidden />
        </>
      }
      label={text('web.recruitment.named_action', { action: label, title: party.title })}
      groups={[{ kind: 'actions', lines: free ? [...lines, any] : lines }]}
    />
  )
}

/** Joins, waits or leaves; where that is impossible, the reason stands in its place. */
export function SeatButton({ party, join, leave }: SeatButtonProps) {
  const { text } = useTexts()
  const { me } = useSession()
  const online = useOnline()
  const reasonId = useId()
  const [asking, setAsking] = useState(false)
  const busy = useSeatRequests().some((request) => request.id === party.id)
  const action = seatAction(party, me.user !== null)
  if (action.kind === 'none') {
    return <p className="text-sm text-muted">{text(reasonKey(action.reason))}</p>
  }
  if (action.kind === 'sign_in') return <SignInToJoin title={party.title} />
  const label = text(`web.recruitment.${action.kind}`)
  const joins = action.kind === 'join' || action.kind === 'join_waitlist'
  const hasRoles = party.roles.length > 0 && isLive(party) && online && !busy
  if (joins && hasRoles) {
    const kind = action.kind === 'join' ? 'primary' : 'secondary'
    return <RoleMenu {...{ party, join, leave, label, kind }} />
  }
  const press = () => {
    if (joins) join(party.id)
    else if (party.my?.state === 'owner') setAsking(true)
    else leave(party.id)
  }
  return (
    <>
      {!online && (
        <span id={reasonId} className="sr-only">
          {text('web.recruitment.why.offline')}
        </span>
      )}
      <Button
        kind={action.kind === 'join' ? 'primary' : 'secondary'}
        busy={busy}
        disabled={!online}
        aria-describedby={online ? undefined : reasonId}
        aria-label={text('web.recruitment.named_action', { action: label, title: party.title })}
        onClick={press}
      >
        {label}
      </Button>
      {!joins && hasRoles && (
        <RoleMenu
          {...{ party, join, leave }}
          label={text('web.recruitment.change_role')}
          kind="secondary"
        />
      )}
      <LeaveOwnParty
        over={!isLive(party)}
        open={asking}
        onAnswer={(confirmed) => {
          setAsking(false)
          if (confirmed) leave(party.id)
        }}
      />
    </>
  )
}
