import { useShellTexts } from '../i18n/texts.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

/** A page whose code is still on its way. */
export function PendingPage() {
  const { text } = useShellTexts()
  return (
    <div aria-busy="true" className="flex flex-col gap-4">
      <p className="sr-only">{text('web.loading')}</p>
      <Skeleton className="h-7 w-48" />
      <Skeleton className="h-40 w-full" />
    </div>
  )
}
