import { ImageOff } from 'lucide-react'
import { useTexts } from '../../locales/context.tsx'

function isOwn(url: string): boolean {
  return url.startsWith('data:image/') || new URL(url, location.href).origin === location.origin
}

/** A picture; those of other servers are only named, because this page loads nothing from elsewhere. */
export function Picture({
  url,
  description,
}: {
  url: string
  description?: string | null | undefined
}) {
  const t = useTexts()
  if (isOwn(url))
    return (
      <img
        src={url}
        alt={description ?? ''}
        className="max-h-80 max-w-full rounded-lg object-contain"
      />
    )
  return (
    <p className="flex items-center gap-2 rounded-lg border border-line p-2 text-xs break-all text-muted">
      <ImageOff aria-hidden="true" className="size-4 shrink-0" />
      <span>{description ?? t.foreignPicture}</span>
      <a href={url} target="_blank" rel="noreferrer" className="underline">
        {url}
      </a>
    </p>
  )
}
