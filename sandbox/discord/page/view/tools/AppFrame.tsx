import { ExternalLink, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useTexts } from '../../locales/context.tsx'
import { IconButton } from '../../ui/Button.tsx'

/** The web app beside Discord. */
export function AppFrame({ origin }: { origin: string }) {
  const t = useTexts()
  const [shown, setShown] = useState(0)
  return (
    <section aria-label={t.webPage} className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="flex items-center gap-1 border-b border-line bg-rail px-2 py-1">
        <h2 className="min-w-0 flex-1 truncate font-semibold">{t.webPage}</h2>
        <IconButton label={t.reload} onClick={() => setShown(shown + 1)}>
          <RotateCw aria-hidden="true" className="size-4" />
        </IconButton>
        <a
          href={origin}
          target="_blank"
          rel="noreferrer"
          aria-label={t.openInTab}
          title={t.openInTab}
          className="inline-flex size-8 items-center justify-center rounded-lg text-muted hover:bg-hover hover:text-ink"
        >
          <ExternalLink aria-hidden="true" className="size-4" />
        </a>
      </div>
      <iframe
        key={shown}
        src={origin}
        title={t.webPage}
        className="min-h-0 w-full flex-1 bg-page"
      />
    </section>
  )
}
