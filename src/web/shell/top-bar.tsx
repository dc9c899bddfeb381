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
    <header className="sticky top-0 z-30 h-14 border-b border-line bg-surface">
      <div className="flex h-full items-center gap-1 px-4 md:gap-2">
        <Link to="/" search={keepGuild} className="flex items-center gap-2 text-lg font-semibold">
          <Logo />
          <span className="sr-only md:not-sr-only">{text('web.app.name')}</span>
        </Link>
        <div className="flex min-w-0 flex-1">
          <GuildSwitcher />
        </div>
        <LiveBadge />
        <span className="hidden md:contents">
          <PreferenceMenu />
        </span>
        <AccountMenu />
      </div>
    </header>
  )
}
