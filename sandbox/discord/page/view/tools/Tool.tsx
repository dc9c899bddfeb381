import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTexts } from '../../locales/context.tsx'
import { ScrollBox } from '../../ui/ScrollBox.tsx'
import { useEscape } from '../../ui/use-escape.ts'
import { IconButton } from '../../ui/Button.tsx'

/** The drawer in which a tool is shown. */
export function Tool({
  title,
  onClose,
  children,
}: {
  title: string
  onClose: () => void
  children: ReactNode
}) {
  const t = useTexts()
  const box = useEscape<HTMLElement>(onClose)
  return (
    <aside
      ref={box}
      aria-label={title}
      className="flex min-h-0 w-full shrink-0 flex-col border-line bg-page lg:w-80 lg:border-l"
    >
      <div className="flex items-center justify-between border-b border-line px-3 py-1">
        <h2 className="font-semibold">{title}</h2>
        <IconButton label={t.close} onClick={onClose}>
          <X aria-hidden="true" className="size-4" />
        </IconButton>
      </div>
      <ScrollBox label={title} className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-3">
        {children}
      </ScrollBox>
    </aside>
  )
}
