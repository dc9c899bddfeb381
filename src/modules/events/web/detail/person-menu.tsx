import {
  ArrowDownToLine,
  ArrowUpFromLine,
  Ban,
  Check,
  Ellipsis,
  Swords,
  UserCheck,
  UserMinus,
  UserX,
  type LucideIcon,
} from 'lucide-react'
import { useState } from 'react'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { Menu, type MenuLine } from '#web/ui/menu.tsx'
import type { EventJson } from '../../contract/event.ts'
import type { SignupJson } from '../../contract/signup.ts'
import { placed } from '../data/mine.ts'
import { useTexts } from '../texts.ts'
import { usePersonAct, type PersonAct } from './use-act.ts'

const icon = { size: 16, 'aria-hidden': true } as const

type Person = { event: EventJson; signup: SignupJson; name: string; userId: string }

const waiting: ReadonlySet<string> = new Set(['waitlist', 'tentative', 'interested'])

/** What can be done at once with somebody who stands so in the event. */
function possible({ event, signup }: Person) {
  const { status } = signup
  const inPlace = placed.has(status)
  const isOver = event.state === 'completed' || event.state === 'archived'
  return [
    { label: 'approve', may: status === 'pending', icon: Check, wish: { name: 'approve' } },
    {
      label: 'promote',
      may: waiting.has(status),
      icon: ArrowUpFromLine,
      wish: { name: 'promote' },
    },
    { label: 'bench', may: inPlace && !isOver, icon: ArrowDownToLine, wish: { name: 'bench' } },
    {
      label: 'check_in',
      may: inPlace && status !== 'checked_in',
      icon: UserCheck,
      wish: { name: 'status', status: 'checked_in' },
    },
    {
      label: 'no_show',
      may: inPlace && isOver && status !== 'no_show',
      icon: UserX,
      wish: { name: 'status', status: 'no_show' },
    },
  ] as const satisfies readonly { may: boolean; wish: PersonAct; icon: LucideIcon; label: string }[]
}

function useLines(person: Person, ask: (what: 'remove' | 'ban') => void): MenuLine[] {
  const { event, signup, userId: id } = person
  const { text } = useTexts()
  const { act } = usePersonAct(event)
  const inPlace = placed.has(signup.status)
  return [
    ...possible(person)
      .filter(({ may }) => may)
      .map(({ label, icon: Icon, wish }) => ({
        label: text(`web.events.person.${label}`),
        icon: <Icon {...icon} />,
        run: () => act(id, wish),
      })),
    ...event.roles
      .filter((role) => inPlace && role.id !== signup.role_id)
      .map((role) => ({
        label: text('web.events.person.to_role', { role: role.name }),
        icon: <Swords {...icon} />,
        run: () => act(id, { name: 'role', role_id: role.id }),
      })),
    {
      label: text('web.events.person.remove'),
      icon: <UserMinus {...icon} />,
      run: () => ask('remove'),
    },
    { label: text('web.events.person.ban'), icon: <Ban {...icon} />, run: () => ask('ban') },
  ]
}

/** What a manager can do with one person of an event. */
export function PersonMenu(props: Person) {
  const { event, userId, name } = props
  const { text } = useTexts()
  const { act } = usePersonAct(event)
  const [asking, setAsking] = useState<'remove' | 'ban' | null>(null)
  const lines = useLines(props, setAsking)
  return (
    <>
      <Menu
        trigger={<Ellipsis {...icon} />}
        label={text('web.events.person.menu', { name })}
        groups={[{ kind: 'actions', lines }]}
      />
      <ConfirmDialog
        open={asking !== null}
        title={text(`web.events.ask.${asking ?? 'remove'}`, { name })}
        text={text(`web.events.ask.${asking ?? 'remove'}_text`)}
        confirm={text(`web.events.person.${asking ?? 'remove'}`)}
        cancel={text('web.events.back_out')}
        onAnswer={(confirmed) => {
          if (confirmed && asking) act(userId, { name: asking })
          setAsking(null)
        }}
      />
    </>
  )
}
