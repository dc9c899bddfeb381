import { Link } from '@tanstack/react-router'
import { useSession } from '#web/session.tsx'
import { guildSearch } from '#web/shell/guild-switcher.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { buttonClass } from '#web/ui/button.tsx'
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
    <section aria-labelledby="staff-section" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="staff-section" className="text-lg font-semibold">
          {text('web.staff.home.title')}
        </h2>
        <Link to="/staff" search={keepGuild} className={buttonClass('quiet')}>
          {text('web.staff.home.all')}
        </Link>
      </div>
      <Online />
    </section>
  )
}
