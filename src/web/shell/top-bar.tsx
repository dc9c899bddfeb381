import { Link } from '@tanstack/react-router'
import { useShellTexts } from '../i18n/texts.tsx'
import { AccountMenu } from './account.tsx'
import { GuildSwitcher } from './guild-switcher.tsx'
import { LiveBadge } from './live-badge.tsx'
import { Logo } from './logo.tsx'
import { keepGuild } from './nav.tsx'
import { PreferenceMenu } from './preferences.tsx'

/** The bar that every page has: server, live state, language, theme, account. */
export function TopBar() {
  const { text } = useShellTexts()
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-surface">
      <div className="flex h-14 items-center gap-2 px-4">
        <Link to="/" search={keepGuild} className="flex items-center gap-2 text-lg font-semibold">
          <Logo />
          <span className="sr-only md:not-sr-only">{text('web.app.name')}</span>
        </Link>
        <GuildSwitcher />
        <span className="flex-1" />
        <LiveBadge />
        <span className="hidden md:contents">
          <PreferenceMenu />
        </span>
        <AccountMenu />
      </div>
    </header>
  )
}
