import { Link } from '@tanstack/react-router'
import { House, Menu as MenuIcon } from 'lucide-react'
import { useState } from 'react'
import { useShellTexts } from '../i18n/texts.tsx'
import type { MenuEntry } from '../module.ts'
import { webModules } from '../modules.ts'
import { Drawer } from '../ui/dialog.tsx'
import { AccountPanel } from './account.tsx'
import { PreferenceFields } from './preferences.tsx'

function useHomeLabel(): string {
  return useShellTexts().text('web.nav.home')
}

const home: MenuEntry = { to: '/', icon: House, useLabel: useHomeLabel }

/** The phone's bar holds four items, the last one opens the rest. */
const phoneEntries = 3

/** All entries of the main navigation, home first. */
function menuEntries(): MenuEntry[] {
  return [home, ...webModules.flatMap((module) => module.menu)]
}

/** Keeps the chosen server when moving between pages, and nothing else. */
export function keepGuild(search: Record<string, unknown>): Record<string, unknown> {
  return { guild: search['guild'] }
}

function SideLink({ entry, onClick }: { entry: MenuEntry; onClick?: () => void }) {
  const label = entry.useLabel()
  const Icon = entry.icon
  return (
    <Link
      to={entry.to}
      search={keepGuild}
      activeOptions={{ exact: entry.to === '/', includeSearch: false }}
      className="flex min-h-9 items-center gap-3 rounded-control px-3 py-1.5 text-muted hover:bg-sunken aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent"
      {...(onClick ? { onClick } : {})}
    >
      <Icon size={18} aria-hidden />
      {label}
    </Link>
  )
}

/** The navigation at the left, from tablet width on. */
export function SideNav() {
  const { text } = useShellTexts()
  return (
    <nav
      aria-label={text('web.nav.label')}
      className="sticky top-14 hidden h-[calc(100dvh-56px)] w-56 shrink-0 border-r border-line p-3 md:block"
    >
      <ul className="flex flex-col gap-1">
        {menuEntries().map((entry) => (
          <li key={entry.to}>
            <SideLink entry={entry} />
          </li>
        ))}
      </ul>
    </nav>
  )
}

const bottomItem =
  'flex min-h-14 w-full flex-col items-center justify-center gap-0.5 px-1 text-xs text-muted aria-[current=page]:font-semibold aria-[current=page]:text-accent'

function BottomLink({ entry }: { entry: MenuEntry }) {
  const label = entry.useLabel()
  const Icon = entry.icon
  return (
    <Link
      to={entry.to}
      search={keepGuild}
      activeOptions={{ exact: entry.to === '/', includeSearch: false }}
      className={bottomItem}
    >
      <Icon size={20} aria-hidden />
      <span className="max-w-full truncate">{label}</span>
    </Link>
  )
}

/** The bar at the lower edge of phones, with a drawer for everything else. */
export function BottomBar() {
  const { text } = useShellTexts()
  const [open, setOpen] = useState(false)
  const entries = menuEntries()
  return (
    <nav
      aria-label={text('web.nav.label')}
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface md:hidden"
    >
      <ul className="flex *:min-w-0 *:flex-auto">
        {entries.slice(0, phoneEntries).map((entry) => (
          <li key={entry.to}>
            <BottomLink entry={entry} />
          </li>
        ))}
        <li>
          <button
            type="button"
            className={bottomItem}
            aria-haspopup="dialog"
            aria-expanded={open}
            onClick={() => setOpen(true)}
          >
            <MenuIcon size={20} aria-hidden />
            {text('web.nav.menu')}
          </button>
        </li>
      </ul>
      <Drawer
        open={open}
        title={text('web.nav.menu')}
        close={text('web.close')}
        onClose={() => setOpen(false)}
      >
        <div className="flex flex-col gap-4">
          {entries.length > phoneEntries && (
            <ul className="flex flex-col gap-1">
              {entries.slice(phoneEntries).map((entry) => (
                <li key={entry.to}>
                  <SideLink entry={entry} onClick={() => setOpen(false)} />
                </li>
              ))}
            </ul>
          )}
          <PreferenceFields />
          <AccountPanel />
        </div>
      </Drawer>
    </nav>
  )
}
