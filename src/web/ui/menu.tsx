import { lazy, Suspense, type ReactNode } from 'react'
import { buttonClass, type ButtonKind } from './button.tsx'

/** One line of a menu. */
export type MenuLine = { label: string; icon?: ReactNode; lang?: string; run: () => void }

/** A part of a menu: choices of which one is in force, or actions. */
export type MenuGroup =
  | { kind: 'choices'; label: string; chosen: number; lines: readonly MenuLine[] }
  | { kind: 'actions'; heading?: ReactNode; lines: readonly MenuLine[] }

/** What a menu shows. */
export type MenuProps = {
  /** What the button shows. */
  trigger: ReactNode
  /** Its name, where what it shows is only an icon. */
  label?: string | undefined
  /** How the button looks; quiet unless said otherwise. */
  kind?: ButtonKind
  groups: readonly MenuGroup[]
}

/** The look of the button that opens a menu. */
export function menuTrigger(kind: ButtonKind = 'quiet'): string {
  return buttonClass(kind, 'min-w-0')
}

const LazyMenu = lazy(() =>
  import('./menu-parts.tsx').then((file) => ({ default: file.MenuParts })),
)

/** Makes the group of a typed choice. */
export function choices<Value extends string>(group: {
  label: string
  value: Value
  options: readonly { value: Value; label: string; lang?: string }[]
  onChange: (value: Value) => void
}): MenuGroup {
  return {
    kind: 'choices',
    label: group.label,
    chosen: group.options.findIndex((option) => option.value === group.value),
    lines: group.options.map(({ value, ...line }) => ({
      ...line,
      run: () => group.onChange(value),
    })),
  }
}

/** A button that opens a list of choices or actions. What opens is loaded after the first paint. */
export function Menu(props: MenuProps) {
  return (
    <Suspense fallback={<span className={menuTrigger(props.kind)}>{props.trigger}</span>}>
      <LazyMenu {...props} />
    </Suspense>
  )
}
