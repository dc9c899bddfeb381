import { useSession } from '#web/session.tsx'
import { ModuleNav } from '#web/shell/module-nav.tsx'
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
    <ModuleNav
      label={text('web.recruitment.nav.label')}
      places={places.map(({ to, label }) => ({ to, label: text(label) }))}
    />
  )
}
