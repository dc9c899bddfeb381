import { lazy, Suspense } from 'react'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { LineFigureProps } from './line-figure.tsx'

const LineFigure = lazy(() =>
  import('./line-figure.tsx').then((file) => ({ default: file.LineFigure })),
)

/** Lines over time; what draws them is loaded with the first of them. */
export function Lines(props: LineFigureProps) {
  return (
    <Suspense fallback={<Skeleton className="h-64 w-full" />}>
      <LineFigure {...props} />
    </Suspense>
  )
}
