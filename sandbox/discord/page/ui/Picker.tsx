import { Popover } from '@base-ui/react/popover'
import { Check, ChevronDown } from 'lucide-react'
import { useId, useState } from 'react'
import { useTexts } from '../locales/context.tsx'
import { Button } from './Button.tsx'
import { inputShape, type FieldIds } from './fields.tsx'

/** One thing to choose. */
export type PickerOption = {
  value: string
  label: string
  description?: string | undefined
  emoji?: string | undefined
}

type PickerProps = {
  label: string
  options: readonly PickerOption[]
  values: readonly string[]
  placeholder: string
  min?: number
  max?: number
  disabled?: boolean
  /** Of the field around; a button knows neither `aria-required` nor `aria-invalid`. */
  ids?: Pick<FieldIds, 'id' | 'aria-describedby'>
  onPick: (values: string[]) => void
}

const searchFrom = 8

function OptionText({ option, chosen }: { option: PickerOption; chosen: boolean }) {
  return (
    <>
      {option.emoji && <span aria-hidden="true">{option.emoji}</span>}
      <span className="min-w-0 flex-1 text-left">
        <span className="block break-words">{option.label}</span>
        {option.description && (
          <span className="block text-xs break-words text-muted">{option.description}</span>
        )}
      </span>
      {chosen && <Check aria-hidden="true" className="size-4 text-accent" />}
    </>
  )
}

const rowShape =
  'flex min-h-8 w-full items-center gap-2 rounded-lg px-2 py-1 text-sm hover:bg-hover'

type ListProps = Pick<PickerProps, 'label' | 'options' | 'values' | 'onPick'> & {
  min: number
  max: number
  close: () => void
}

function SingleList({ options, values, min, onPick, close }: ListProps) {
  return (
    <ul className="flex flex-col">
      {options.map((option) => {
        const chosen = values.includes(option.value)
        return (
          <li key={option.value}>
            <button
              type="button"
              aria-pressed={chosen}
              className={rowShape}
              onClick={() => {
                onPick(chosen && min === 0 ? [] : [option.value])
                close()
              }}
            >
              <OptionText option={option} chosen={chosen} />
            </button>
          </li>
        )
      })}
    </ul>
  )
}

function MultiList({ options, values, min, max, onPick, close }: ListProps) {
  const t = useTexts()
  const [chosen, setChosen] = useState<readonly string[]>(values)
  const fits = chosen.length >= min && chosen.length <= max
  return (
    <>
      <ul className="flex flex-col">
        {options.map((option) => (
          <li key={option.value}>
            <label className={rowShape}>
              <input
                type="checkbox"
                className="size-4 accent-accent"
                checked={chosen.includes(option.value)}
                onChange={({ target }) =>
                  setChosen((old) =>
                    target.checked
                      ? [...old, option.value]
                      : old.filter((value) => value !== option.value),
                  )
                }
              />
              <OptionText option={option} chosen={false} />
            </label>
          </li>
        ))}
      </ul>
      <div className="sticky bottom-0 flex items-center justify-between gap-2 bg-raised pt-2">
        <span className="text-xs text-muted">{t.chosenOf(chosen.length, min, max)}</span>
        <Button
          tone="primary"
          disabled={!fits}
          onClick={() => {
            onPick([...chosen])
            close()
          }}
        >
          {t.done}
        </Button>
      </div>
    </>
  )
}

function PickerPanel(props: ListProps) {
  const t = useTexts()
  const { options, max } = props
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const shown = options.filter((option) => option.label.toLowerCase().includes(wanted))
  const List = max > 1 ? MultiList : SingleList
  return (
    <>
      {options.length >= searchFrom && (
        <input
          type="search"
          aria-label={t.search}
          placeholder={t.search}
          className={inputShape}
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
      )}
      {shown.length === 0 && <p className="p-2 text-sm text-muted">{t.nothingFound}</p>}
      <List {...props} options={shown} />
    </>
  )
}

/** A field that opens a list: one choice closes it at once, several are confirmed. */
export function Picker({
  label,
  options,
  values,
  placeholder,
  disabled,
  ids,
  onPick,
  min = 1,
  max = 1,
}: PickerProps) {
  const [open, setOpen] = useState(false)
  const nameId = useId()
  const valueId = useId()
  const names = options.filter(({ value }) => values.includes(value)).map((option) => option.label)
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        id={ids?.id}
        aria-describedby={ids?.['aria-describedby']}
        disabled={disabled}
        aria-labelledby={`${nameId} ${valueId}`}
        className={`flex items-center justify-between gap-2 text-left ${inputShape}`}
      >
        <span id={nameId} className="sr-only">
          {label}
        </span>
        <span id={valueId} className={`min-w-0 truncate ${names.length === 0 ? 'text-muted' : ''}`}>
          {names.length === 0 ? placeholder : names.join(', ')}
        </span>
        <ChevronDown aria-hidden="true" className="size-4 shrink-0" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="start" className="z-50">
          <Popover.Popup
            aria-label={label}
            className="flex max-h-80 max-w-[min(22rem,var(--available-width))] min-w-(--anchor-width) flex-col gap-1 overflow-y-auto rounded-xl border border-line bg-raised p-2 text-ink shadow-lg"
          >
            <PickerPanel
              {...{ label, options, values, onPick, min, max }}
              close={() => setOpen(false)}
            />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
