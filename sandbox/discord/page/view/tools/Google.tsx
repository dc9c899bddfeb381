import { ExternalLink } from 'lucide-react'
import { useTexts } from '../../locales/context.tsx'

const home = '/google/home'

/** Google's pages: forms, their editor, spreadsheets. */
export function Google() {
  const t = useTexts()
  return (
    <>
      <p className="text-sm text-muted">{t.google.intro}</p>
      <a
        href={home}
        target="_blank"
        rel="noreferrer"
        className="inline-flex min-h-8 items-center gap-1 text-sm text-accent underline"
      >
        <ExternalLink aria-hidden="true" className="size-4" />
        {t.openInTab}
      </a>
      <iframe
        src={home}
        title={t.tools.google}
        className="min-h-96 w-full flex-1 rounded-lg border border-line"
      />
    </>
  )
}
