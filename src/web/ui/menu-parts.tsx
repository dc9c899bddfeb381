import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import { useState } from 'react'
import { menuTrigger, type MenuGroup, type MenuProps } from './menu.tsx'

const popup =
  'max-h-(--available-height) min-w-48 max-w-[calc(100vw-24px)] overflow-y-auto rounded-card border border-line bg-surface p-1 shadow-overlay outline-none'
const item =
  'flex min-h-9 cursor-pointer items-center gap-2 rounded-md px-3 py-1.5 outline-none select-none data-highlighted:bg-accent-soft data-highlighted:text-accent'

function Choices({ group }: { group: Extract<MenuGroup, { kind: 'choices' }> }) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-3 py-1.5 text-xs text-muted">{group.label}</Base.GroupLabel>
      <Base.RadioGroup value={group.chosen}>
        {group.lines.map((line, index) => (
          <Base.RadioItem
            key={line.label}
            value={index}
            className={item}
            closeOnClick
            lang={line.lang}
            onClick={line.run}
          >
            <span className="size-4">
              <Base.RadioItemIndicator>
                <Check size={16} aria-hidden />
              </Base.RadioItemIndicator>
            </span>
            {line.label}
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  )
}

function Actions({ group }: { group: Extract<MenuGroup, { kind: 'actions' }> }) {
  return (
    <Base.Group>
      {group.heading && <Base.GroupLabel className="px-3 py-1.5">{group.heading}</Base.GroupLabel>}
      {group.lines.map((line) => (
        <Base.Item key={line.label} className={item} onClick={line.run}>
          {line.icon}
          {line.label}
        </Base.Item>
      ))}
    </Base.Group>
  )
}

/** The working menu behind `Menu`, a chunk of its own. */
export function MenuParts(props: MenuProps) {
  const [place, setPlace] = useState<HTMLElement | null>(null)
  return (
    <Base.Root>
      <Base.Trigger className={menuTrigger(props.kind)} aria-label={props.label}>
        {props.trigger}
      </Base.Trigger>
      <span ref={setPlace} className="contents" />
      {/* In place rather than at the end of the page, so that it stays inside its landmark. */}
      <Base.Portal container={place}>
        <Base.Positioner sideOffset={6} align="end" collisionPadding={12} className="z-40">
          <Base.Popup className={popup}>
            {props.groups.map((group, index) =>
              group.kind === 'choices' ? (
                <Choices key={index} group={group} />
              ) : (
                <Actions key={index} group={group} />
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
