import { Link } from '@tanstack/react-router'
import {
  ArrowUpFromLine,
  Ban,
  CircleSlash,
  Pencil,
  Play,
  RotateCcw,
  Swords,
  Trash2,
  type LucideIcon,
} from 'lucide-react'
import { useId, useState } from 'react'
import { useNow } from '#web/clock.tsx'
import { useOnline } from '#web/live/online.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import type { RecruitmentJson } from '../../contract/party.ts'
import { useTexts } from '../texts.ts'
import { obstacleTo, reopenBodyOf, type PartyAction } from './available.ts'
import { useActions } from './use-actions.ts'

const actions: readonly { name: PartyAction; icon: LucideIcon; asks?: boolean }[] = [
  { name: 'start', icon: Play },
  { name: 'bump', icon: ArrowUpFromLine },
  { name: 'close', icon: CircleSlash },
  { name: 'reopen', icon: RotateCcw },
  { name: 'cancel', icon: Ban, asks: true },
  { name: 'delete', icon: Trash2, asks: true },
]

/** A button that says why it does nothing, where it does nothing. */
function ActionButton(props: {
  label: string
  icon: LucideIcon
  why: string | null
  busy: boolean
  danger: boolean
  onClick: () => void
}) {
  const id = useId()
  const { label, icon: Icon, why, busy, danger, onClick } = props
  return (
    <>
      <Button
        kind={danger ? 'danger' : 'secondary'}
        icon={<Icon size={16} aria-hidden />}
        busy={busy}
        disabled={why !== null}
        title={why ?? undefined}
        aria-describedby={why === null ? undefined : id}
        onClick={onClick}
      >
        {label}
      </Button>
      {why !== null && (
        <span id={id} className="sr-only">
          {why}
        </span>
      )}
    </>
  )
}

function useWhyNot(party: RecruitmentJson): (name: PartyAction) => string | null {
  const { text } = useTexts()
  const online = useOnline()
  const now = useNow()
  return (name) => {
    if (!online) return text('web.recruitment.why.offline')
    const obstacle = obstacleTo(name, party, now)
    return obstacle && text(`web.recruitment.obstacle.${obstacle}`)
  }
}

/** What owner and managers can do with a party. */
export function ManageBar(props: { party: RecruitmentJson; onEdit: () => void }) {
  const { party, onEdit } = props
  const { text } = useTexts()
  const now = useNow()
  const whyNot = useWhyNot(party)
  const { act, running } = useActions(party)
  const [asking, setAsking] = useState<'cancel' | 'delete' | null>(null)
  const run = (name: PartyAction) =>
    act({ name, ...(name === 'reopen' && { body: reopenBodyOf(party, now) }) })
  const press = (name: PartyAction) => {
    if (name === 'cancel' || name === 'delete') setAsking(name)
    else run(name)
  }
  return (
    <Card className="flex flex-col gap-3 p-4" data-testid="recruitment-manage">
      <h2 className="text-lg font-semibold">{text('web.recruitment.manage.title')}</h2>
      <div className="flex flex-wrap gap-2">
        <Button icon={<Pencil size={16} aria-hidden />} onClick={onEdit}>
          {text('web.recruitment.manage.edit')}
        </Button>
        {actions.map(({ name, icon, asks = false }) => (
          <ActionButton
            key={name}
            label={text(`web.recruitment.manage.${name}`)}
            icon={icon}
            why={whyNot(name)}
            busy={running === name}
            danger={asks}
            onClick={() => press(name)}
          />
        ))}
        <Link
          to="/discord-recruitments/new"
          search={{ from: String(party.id) }}
          className={buttonClass('secondary')}
        >
          <Swords size={16} aria-hidden />
          {text('web.recruitment.manage.rematch')}
        </Link>
      </div>
      <ConfirmDialog
        open={asking !== null}
        title={text(`web.recruitment.ask.${asking ?? 'cancel'}`, { title: party.title })}
        text={text(`web.recruitment.ask.${asking ?? 'cancel'}_text`)}
        confirm={text(`web.recruitment.manage.${asking ?? 'cancel'}`)}
        cancel={text('web.recruitment.ask.back')}
        onAnswer={(confirmed) => {
          if (confirmed && asking) run(asking)
          setAsking(null)
        }}
      />
    </Card>
  )
}
