import { ChevronLeft, ChevronRight } from 'lucide-react'
import { Button } from './button.tsx'

/** Steps through pages; `texts` come from the shell's catalogue. */
export function Pagination(props: {
  page: number
  pages: number
  texts: { label: string; previous: string; next: string; position: string }
  onPage: (page: number) => void
}) {
  const { page, pages, texts } = props
  return (
    <nav aria-label={texts.label} className="flex flex-wrap items-center justify-center gap-3">
      <Button
        icon={<ChevronLeft size={16} aria-hidden />}
        disabled={page <= 1}
        onClick={() => props.onPage(page - 1)}
      >
        {texts.previous}
      </Button>
      <span className="text-muted">{texts.position}</span>
      <Button disabled={page >= pages} onClick={() => props.onPage(page + 1)}>
        {texts.next}
        <ChevronRight size={16} aria-hidden />
      </Button>
    </nav>
  )
}
