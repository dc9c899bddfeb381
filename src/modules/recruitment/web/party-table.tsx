import { Scroller } from '#web/ui/scroller.tsx'
import type { RecruitmentJson } from '../contract/party.ts'
import { TitleLink } from './discord-recruitment-card.tsx'
import { Moment } from './moment.tsx'
import { nameOf } from './people.tsx'
import { SeatButton } from './seat-button.tsx'
import { Slots } from './slots.tsx'
import { StateBadge } from './state-badge.tsx'
import { useTexts } from './texts.ts'

/** Parties as the lines of a table, for those who compare many. */
export function PartyTable(props: {
  items: readonly RecruitmentJson[]
  join: (id: number, role?: string) => void
  leave: (id: number) => void
}) {
  const { text } = useTexts()
  const { items, join, leave } = props
  const heads = [
    text('web.recruitment.table.party'),
    text('web.recruitment.filter.game'),
    text('web.recruitment.table.owner'),
    text('web.recruitment.slots'),
    text('web.recruitment.table.starts'),
    text('web.recruitment.table.action'),
  ]
  return (
    <Scroller label={text('web.recruitment.title')}>
      <table className="w-full min-w-3xl" data-testid="recruitment-table">
        <thead>
          <tr className="text-left text-sm text-muted">
            {heads.map((head) => (
              <th key={head} scope="col" className="py-2 pr-4 font-normal">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((party) => (
            <tr key={party.id} className="border-t border-line align-middle" data-id={party.id}>
              <th scope="row" className="py-2 pr-4 text-left font-medium wrap-anywhere">
                <span className="flex flex-wrap items-center gap-2">
                  <TitleLink party={party} />
                  <StateBadge state={party.state} />
                </span>
              </th>
              <td className="pr-4">{party.game}</td>
              <td className="pr-4">
                <bdi>{nameOf(party.owner) ?? text('web.recruitment.hidden_owner')}</bdi>
              </td>
              <td className="min-w-36 pr-4">
                <Slots party={party} />
              </td>
              <td className="pr-4 whitespace-nowrap">
                <Moment party={party} />
              </td>
              <td className="py-2">
                <SeatButton party={party} join={join} leave={leave} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  )
}
