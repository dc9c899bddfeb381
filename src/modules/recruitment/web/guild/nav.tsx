import { Link } from '@tanstack/react-router'
import { useSession } from '#web/session.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { useTexts, type TextKey } from '../texts.ts'

const places: readonly { to: string; label: TextKey }[] = [
  { to: '/discord-recruitments', label: 'web.recruitment.nav.parties' },
  { to: '/discord-recruitments/mine', label: 'web.recruitment.nav.mine' },
  { to: '/discord-recruitments/statistics', label: 'web.recruitment.nav.statistics' },
  { to: '/discord-recruitments/templates', label: 'web.recruitment.nav.templates' },
  { to: '/discord-recruitments/settings', label: 'web.recruitment.nav.settings' },
]

/** The way between the pages around parties; visitors have the list only. */
export function RecruitmentNav() {
  const { text } = useTexts()
  const { me } = useSession()
  if (!me.user) return null
  return (
    <nav aria-label={text('web.recruitment.nav.label')}>
      <ul className="flex flex-wrap gap-1 border-b border-line pb-1">
        {places.map(({ to, label }) => (
          <li key={to}>
            <Link
              to={to}
              search={keepGuild}
              activeOptions={{ exact: true, includeSearch: false }}
              className="inline-flex min-h-8 items-center rounded-control px-2.5 text-sm text-muted hover:bg-sunken aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent"
            >
              {text(label)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
