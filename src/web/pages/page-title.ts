import { useEffect } from 'react'
import { useShellTexts } from '../i18n/texts.tsx'

/** Names the browser's tab after the page. */
export function usePageTitle(title: string): void {
  const { text } = useShellTexts()
  const full = text('web.app.title', { page: title })
  useEffect(() => {
    document.title = full
  }, [full])
}
