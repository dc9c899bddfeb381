import type { Key, ReactNode } from 'react'

/** The id of an option, for `aria-activedescendant` of the field that the list belongs to. */
export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`
}

type ListboxProps<T> = {
  id: string
  label: string
  items: readonly T[]
  active: number
  keyOf: (item: T) => Key
  onChoose: (item: T) => void
  children: (item: T) => ReactNode
}

/**
 * The list under a field that keeps the focus (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). No HTML element
 * does this, hence the roles.
 */
export function Listbox<T>({
  id,
  label,
  items,
  active,
  keyOf,
  onChoose,
  children,
}: ListboxProps<T>) {
  return (
    // eslint-disable-next-line jsx-a11y/prefer-tag-over-role
    <div id={id} role="listbox" aria-label={label}>
      {items.map((item, index) => (
        <div
          key={keyOf(item)}
          id={optionId(id, index)}
          // eslint-disable-next-line jsx-a11y/prefer-tag-over-role
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className="min-h-8 cursor-pointer rounded-lg px-2 py-1 hover:bg-hover aria-selected:bg-hover"
          ref={index === active ? showRow : null}
          onPointerDown={(event) => {
            event.preventDefault()
            onChoose(item)
          }}
        >
          {children(item)}
        </div>
      ))}
    </div>
  )
}

function showRow(row: HTMLElement | null): void {
  row?.scrollIntoView({ block: 'nearest' })
}
