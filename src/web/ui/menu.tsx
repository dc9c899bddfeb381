import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { buttonClass } from './button.tsx'

const popup =
  'max-h-(--available-height) min-w-48 max-w-[calc(100vw-24px)] overflow-y-auto rounded-card border border-line bg-surface p-1 shadow-overlay outline-none'
const item =
  'flex min-h-9 cursor-pointer items-center gap-2 rounded-md px-3 py-1.5 outline-none select-none data-highlighted:bg-accent-soft data-highlighted:text-accent'

/** A button that opens a list of choices or actions. */
export function Menu(props: {
  /** What the button shows. */
  trigger: ReactNode
  /** Its name, where what it shows is only an icon. */
  label?: string
  children: ReactNode
}) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger className={buttonClass('quiet', 'px-2')} aria-label={props.label}>
        {props.trigger}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={6} align="end" collisionPadding={12} className="z-40">
          <Base.Popup className={popup}>{props.children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/** An action in a menu. */
export function MenuItem(props: { icon?: ReactNode; onClick: () => void; children: ReactNode }) {
  return (
    <Base.Item className={item} onClick={props.onClick}>
      {props.icon}
      {props.children}
    </Base.Item>
  )
}

/** One choice of several in a menu, with a heading. */
export function MenuChoices<Value extends string>(props: {
  label: string
  value: Value
  options: readonly { value: Value; label: string; lang?: string }[]
  onChange: (value: Value) => void
}) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-3 py-1.5 text-xs text-muted">{props.label}</Base.GroupLabel>
      <Base.RadioGroup value={props.value}>
        {props.options.map((option) => (
          <Base.RadioItem
            key={option.value}
            value={option.value}
            className={item}
            closeOnClick
            lang={option.lang}
            onClick={() => props.onChange(option.value)}
          >
            <span className="size-4">
              <Base.RadioItemIndicator>
                <Check size={16} aria-hidden />
              </Base.RadioItemIndicator>
            </span>
            {option.label}
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  )
}
