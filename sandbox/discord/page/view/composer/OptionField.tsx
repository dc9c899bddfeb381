import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { useTexts } from '../../locales/context.tsx'
import type { Texts } from '../../locales/en.ts'
import { suggestionsFor } from '../../state/client.ts'
import type { Guild } from '../../state/model.ts'
import { optionTypes, type OptionProblem } from '../../state/options.ts'
import { Field, inputShape, type FieldIds } from '../../ui/fields.tsx'
import { Picker, type PickerOption } from '../../ui/Picker.tsx'
import { Listbox, optionId } from '../../ui/Listbox.tsx'
import type { Choice, CommandOption } from '../../wire/command.ts'
import { usePaneState } from '../context.tsx'
import { channelOptions, memberOptions, roleOptions } from '../message/select-options.ts'
import { localDescription, localName } from './catalogue.ts'

type Props = {
  option: CommandOption
  value: string
  problem: OptionProblem | undefined
  guild: Guild | undefined
  locale: string
  first: boolean
  onChange: (value: string) => void
  /** Asks the application for suggestions; answers with the nonce under which they come. */
  ask: () => Promise<string>
}

function problemText(t: Texts, { kind, limit = 0 }: OptionProblem): string {
  switch (kind) {
    case 'required':
      return t.needed
    case 'number':
      return t.needsNumber
    case 'whole':
      return t.needsWhole
    case 'min':
      return t.atLeast(limit)
    case 'max':
      return t.atMost(limit)
    case 'short':
      return t.tooShort(limit)
    case 'long':
      return t.tooLong(limit)
  }
}

function fixedChoices(
  t: Texts,
  option: CommandOption,
  { guild, locale }: Pick<Props, 'guild' | 'locale'>,
) {
  if (option.choices && option.choices.length > 0)
    return option.choices.map((choice): PickerOption => ({
      value: String(choice.value),
      label: localName(choice, locale),
    }))
  switch (option.type) {
    case optionTypes.boolean:
      return [
        { value: 'true', label: t.yes },
        { value: 'false', label: t.no },
      ]
    case optionTypes.user:
      return memberOptions(guild)
    case optionTypes.role:
      return roleOptions(guild)
    case optionTypes.mentionable:
      return [...memberOptions(guild), ...roleOptions(guild)]
    case optionTypes.channel:
      return channelOptions(guild, option.channel_types)
    default:
      return undefined
  }
}

const waitBeforeAskingMs = 150

/** What the application suggests for what was typed; nothing while `open` is false. */
function useSuggestions({ value, ask }: Pick<Props, 'value' | 'ask'>, open: boolean) {
  const state = usePaneState()
  const [nonce, setNonce] = useState('')
  // The other fields are read when it is asked, not watched.
  const latestAsk = useRef(ask)
  useEffect(() => {
    latestAsk.current = ask
  }, [ask])
  useEffect(() => {
    if (!open) return
    const timer = setTimeout(() => {
      latestAsk.current().then(setNonce, () => setNonce(''))
    }, waitBeforeAskingMs)
    return () => clearTimeout(timer)
  }, [open, value])
  return open ? (suggestionsFor(state, nonce) ?? []) : []
}

/** A text field whose application suggests values; arrow keys choose among them. */
function Suggested(props: Props & { ids: FieldIds }) {
  const { value, onChange, locale, ids } = props
  const t = useTexts()
  const listId = useId()
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const choices = useSuggestions(props, open)
  const choose = (choice: Choice): void => {
    onChange(String(choice.value))
    setOpen(false)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const chosen = choices[active]
    if (step !== 0 && choices.length > 0)
      setActive((old) => (old + step + choices.length) % choices.length)
    else if (event.key === 'Enter' && chosen) choose(chosen)
    else return
    event.preventDefault()
  }
  const isShown = choices.length > 0
  return (
    <div className="relative">
      <input
        {...ids}
        role="combobox"
        aria-expanded={isShown}
        aria-controls={isShown ? listId : undefined}
        aria-autocomplete="list"
        aria-activedescendant={choices[active] ? optionId(listId, active) : undefined}
        autoComplete="off"
        className={inputShape}
        placeholder={t.typeForSuggestions}
        value={value}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onChange={({ target }) => {
          setOpen(true)
          setActive(-1)
          onChange(target.value)
        }}
        onKeyDown={onKeyDown}
      />
      {isShown && (
        <div className="absolute bottom-full z-40 mb-1 max-h-60 w-full overflow-y-auto rounded-xl border border-line bg-raised p-1 shadow-lg">
          <Listbox
            id={listId}
            label={t.suggestions}
            items={choices}
            active={active}
            keyOf={({ value: key }) => key}
            onChoose={choose}
          >
            {(choice) => localName(choice, locale)}
          </Listbox>
        </div>
      )}
    </div>
  )
}

/** The field of one option: a list where the values are known, suggestions where the application has some. */
export function OptionField(props: Props) {
  const t = useTexts()
  const { option, value, problem, locale, first, onChange } = props
  const name = localName(option, locale)
  const choices = fixedChoices(t, option, props)
  const isNumeric = option.type === optionTypes.integer || option.type === optionTypes.number
  return (
    <div data-option={option.name} className="min-w-40 flex-1" ref={first ? focusFirst : null}>
      <Field
        label={name}
        hint={option.type === optionTypes.attachment ? t.noFiles : localDescription(option, locale)}
        error={problem && problemText(t, problem)}
        required={option.required ?? false}
      >
        {(ids) => {
          if (choices)
            return (
              <Picker
                ids={ids}
                label={name}
                placeholder={t.choose}
                options={choices}
                values={value === '' ? [] : [value]}
                min={option.required ? 1 : 0}
                onPick={([picked = '']) => onChange(picked)}
              />
            )
          if (option.autocomplete) return <Suggested {...props} ids={ids} />
          return (
            <input
              {...ids}
              autoComplete="off"
              inputMode={isNumeric ? 'decimal' : 'text'}
              disabled={option.type === optionTypes.attachment}
              className={inputShape}
              value={value}
              onChange={({ target }) => onChange(target.value)}
            />
          )
        }}
      </Field>
    </div>
  )
}

function focusFirst(box: HTMLDivElement | null): void {
  box?.querySelector<HTMLElement>('input, button')?.focus()
}
