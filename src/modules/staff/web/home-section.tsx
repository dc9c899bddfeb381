import { useSession } from '#web/session.tsx'
import { guildSearch } from '#web/shell/guild-switcher.tsx'
import { HomePart } from '#web/shell/home-part.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { isOnline } from './roster-state.ts'
import { Cards } from './staff-list.tsx'
import { useTexts } from './texts.ts'
import { useRoster } from './use-staff.ts'

/** The most people that the home page shows. */
const shownPeople = 6

function Online() {
  const { text } = useTexts()
  const [{ guild }] = useUrlSearch(guildSearch)
  const roster = useRoster(guild)
  if (!roster) return <Skeleton className="h-24 w-full" />
  const online = roster.rows.filter((row) => isOnline(row) || row.duty_state !== 'off')
  if (online.length === 0) return <p className="text-muted">{text('web.staff.home.none')}</p>
  return <Cards rows={online.slice(0, shownPeople)} />
}

/** Who of the team is here now, on the home page of those who are signed in. */
export function HomeSection() {
  const { text } = useTexts()
  const { me } = useSession()
  if (!me.user) return null
  return (
    <HomePart
      id="staff-section"
      title={text('web.staff.home.title')}
      to="/staff"
      all={text('web.staff.home.all')}
    >
      <Online />
    </HomePart>
  )
}
