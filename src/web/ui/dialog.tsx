import { lazy, Suspense, type ComponentType, type ReactNode } from 'react'

/** Asks before something that is hard to take back. */
export type ConfirmProps = {
  open: boolean
  title: string
  text: string
  confirm: string
  cancel: string
  onAnswer: (confirmed: boolean) => void
}

/** A sheet from the lower edge. */
export type DrawerProps = {
  open: boolean
  title: string
  close: string
  onClose: () => void
  children: ReactNode
}

const LazyConfirm = lazy(() =>
  import('./dialog-parts.tsx').then((file) => ({ default: file.ConfirmParts })),
)
const LazyDrawer = lazy(() =>
  import('./dialog-parts.tsx').then((file) => ({ default: file.DrawerParts })),
)

function whenOpen<Props extends { open: boolean }>(Dialog: ComponentType<Props>, props: Props) {
  return (
    props.open && (
      <Suspense>
        <Dialog {...props} />
      </Suspense>
    )
  )
}

/** A question with two answers; the safe one has the focus. Loaded when it is first asked. */
export function ConfirmDialog(props: ConfirmProps) {
  return whenOpen(LazyConfirm, props)
}

/** A sheet for phones. Loaded when it is first opened. */
export function Drawer(props: DrawerProps) {
  return whenOpen(LazyDrawer, props)
}
