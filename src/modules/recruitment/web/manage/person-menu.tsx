import { Crown, Ellipsis, UserMinus } from 'lucide-react'
import { useState } from 'react'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { Menu } from '#web/ui/menu.tsx'
import type { RecruitmentJson } from '../../contract/party.ts'
import { isLive } from '../seats.ts'
import { useTexts } from '../texts.ts'
import { useActions } from './use-actions.ts'

/** What owner and managers can do with one person of a party: hand it over, send away. */
export function PersonMenu(props: {
  party: RecruitmentJson
  person: { id: string; name: string; seated: boolean }
}) {
  const { party, person } = props
  const { text } = useTexts()
  const { act } = useActions(party)
  const [asking, setAsking] = useState<'transfer' | 'kick' | null>(null)
  const { name } = person
  const transfer = {
    label: text('web.recruitment.manage.transfer'),
    icon: <Crown size={16} aria-hidden />,
    run: () => setAsking('transfer'),
  }
  const kick = {
    label: text('web.recruitment.manage.kick'),
    icon: <UserMinus size={16} aria-hidden />,
    run: () => setAsking('kick'),
  }
  return (
    <>
      <Menu
        trigger={<Ellipsis size={16} aria-hidden />}
        label={text('web.recruitment.manage.person', { name })}
        groups={[
          { kind: 'actions', lines: person.seated && isLive(party) ? [transfer, kick] : [kick] },
        ]}
      />
      <ConfirmDialog
        open={asking !== null}
        title={text(`web.recruitment.ask.${asking ?? 'kick'}`, { name })}
        text={text(
          asking === 'transfer'
            ? 'web.recruitment.ask.transfer_text'
            : `web.recruitment.ask.kick_text${isLive(party) ? '' : '_over'}`,
        )}
        confirm={text(`web.recruitment.manage.${asking ?? 'kick'}`)}
        cancel={text('web.recruitment.ask.back')}
        onAnswer={(confirmed) => {
          if (confirmed && asking) act({ name: asking, body: { discord_user_id: person.id } })
          setAsking(null)
        }}
      />
    </>
  )
}
