import { Outlet, useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useShellTexts } from '../i18n/texts.tsx'
import { BottomBar, SideNav } from './nav.tsx'
import { StatusBanners } from './status-banners.tsx'
import { TopBar } from './top-bar.tsx'

/** What surrounds every page. After a move to another page the content has the focus. */
export function Frame() {
  const { text } = useShellTexts()
  const main = useRef<HTMLElement>(null)
  const path = useLocation({ select: (location) => location.pathname })
  const shownPath = useRef(path)
  useEffect(() => {
    if (shownPath.current === path) return
    shownPath.current = path
    main.current?.focus({ preventScroll: true })
  }, [path])
  return (
    <>
      <a
        href="#content"
        className="sr-only z-50 rounded-control bg-surface px-3 py-2 focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        {text('web.skip')}
      </a>
      <TopBar />
      <div className="flex">
        <SideNav />
        <main
          id="content"
          ref={main}
          tabIndex={-1}
          className="mx-auto flex w-full max-w-[1280px] min-w-0 flex-1 flex-col gap-4 p-4 pb-24 outline-none md:p-6"
        >
          <StatusBanners />
          <Outlet />
        </main>
      </div>
      <BottomBar />
    </>
  )
}
