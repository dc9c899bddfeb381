import { useNow } from '#web/clock.tsx'
import { useShellTexts } from '#web/i18n/texts.tsx'
import { Card } from '#web/ui/card.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { RecruitmentJson } from '../contract/party.ts'
import { DiscordRecruitmentCard, FoldedRecruitment } from './discord-recruitment-card.tsx'
import { isFolded } from './parties.ts'

const grid = 'grid grid-cols-1 gap-4 sm:grid-cols-[repeat(auto-fill,minmax(300px,1fr))]'

/** Where cards are about to be. */
export function CardSkeletons(props: { count: number }) {
  const { text } = useShellTexts()
  return (
    <div className={grid} aria-busy="true">
      <p className="sr-only">{text('web.loading')}</p>
      {Array.from({ length: props.count }, (_, index) => (
        <Card key={index} className="flex flex-col gap-3 p-4">
          <Skeleton className="h-5 w-2/3" />
          <Skeleton className="h-4 w-1/2" />
          <Skeleton className="h-2 w-full" />
          <Skeleton className="h-6 w-3/4" />
          <Skeleton className="h-9 w-28" />
        </Card>
      ))}
    </div>
  )
}

/**
 * Parties as cards. Those that ended more than five minutes ago are folded to a line below, or left
 * out where only open ones are asked for.
 */
export function CardList(props: {
  items: readonly RecruitmentJson[]
  heading: 'h2' | 'h3'
  withFolded: boolean
  join: (id: number, role?: string) => void
  leave: (id: number) => void
}) {
  const { items, heading, withFolded, join, leave } = props
  const now = useNow()
  const folded = withFolded ? items.filter((party) => isFolded(party, now)) : []
  return (
    <>
      <ul className={grid}>
        {items
          .filter((party) => !isFolded(party, now))
          .map((party) => (
            <li key={party.id}>
              <DiscordRecruitmentCard {...{ party, heading, join, leave }} />
            </li>
          ))}
      </ul>
      {folded.length > 0 && (
        <ul className="flex flex-col gap-2">
          {folded.map((party) => (
            <li key={party.id}>
              <FoldedRecruitment party={party} heading={heading} />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
