import { X } from 'lucide-react'
import { useState } from 'react'
import { useTexts } from '../../locales/context.tsx'
import { askSuggestions, callCommand } from '../../state/interactions.ts'
import { guildOfChannel } from '../../state/model.ts'
import { draftOptions, readOptions, type OptionProblem } from '../../state/options.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { useEscape } from '../../ui/use-escape.ts'
import { usePane, usePaneState } from '../context.tsx'
import { localDescription, localName, type Entry } from './catalogue.ts'
import { OptionField } from './OptionField.tsx'

type Props = { entry: Entry; channelId: string; locale: string; onClose: () => void }

function useFilling({ entry, channelId, onClose }: Props) {
  const { client } = usePane()
  const { command, path, options } = entry
  const [entered, setEntered] = useState<ReadonlyMap<string, string>>(new Map())
  const [added, setAdded] = useState<readonly string[]>([])
  const [problems, setProblems] = useState<ReadonlyMap<string, OptionProblem>>(new Map())
  return {
    entered,
    problems,
    added,
    add: (name: string) => setAdded((old) => [...old, name]),
    set: (name: string, value: string) => setEntered((old) => new Map(old).set(name, value)),
    ask: (name: string) =>
      askSuggestions(client, channelId, {
        command,
        path,
        options: draftOptions(options, entered, name),
      }),
    submit() {
      const read = readOptions(options, entered)
      setProblems(read.problems)
      if (read.problems.size > 0) return
      onClose()
      void callCommand(client, channelId, { command, path, options: read.sent })
    },
  }
}

/** A chosen slash command with fields for its options. */
export function CommandForm(props: Props) {
  const { entry, channelId, locale, onClose } = props
  const t = useTexts()
  const box = useEscape<HTMLFormElement>(onClose)
  const guild = guildOfChannel(usePaneState(), channelId)
  const filling = useFilling(props)
  const shown = entry.options.filter(
    ({ name, required }) => required || filling.added.includes(name),
  )
  const more = entry.options.filter((option) => !shown.includes(option))
  const last = filling.added.at(-1) ?? shown[0]?.name
  return (
    <form
      ref={box}
      aria-label={`/${entry.shownName}`}
      className="flex flex-col gap-2 rounded-xl border border-edge bg-raised p-3"
      onSubmit={(event) => {
        event.preventDefault()
        filling.submit()
      }}
    >
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <p className="font-semibold break-words">/{entry.shownName}</p>
          <p className="text-xs text-muted">{entry.description}</p>
        </div>
        <IconButton label={t.cancel} onClick={onClose}>
          <X aria-hidden="true" className="size-4" />
        </IconButton>
      </div>
      <div className="flex max-h-64 flex-wrap gap-3 overflow-y-auto p-1">
        {shown.map((option) => (
          <OptionField
            key={option.name}
            option={option}
            value={filling.entered.get(option.name) ?? ''}
            problem={filling.problems.get(option.name)}
            guild={guild}
            locale={locale}
            first={option.name === last}
            onChange={(value) => filling.set(option.name, value)}
            ask={() => filling.ask(option.name)}
          />
        ))}
      </div>
      <div className="flex flex-wrap items-center gap-1">
        {more.map((option) => (
          <Button
            key={option.name}
            title={localDescription(option, locale)}
            onClick={() => filling.add(option.name)}
          >
            + {localName(option, locale)}
          </Button>
        ))}
        <Button
          type="submit"
          tone="primary"
          className="ml-auto"
          ref={shown.length === 0 ? focusIt : null}
        >
          {t.sendCommand}
        </Button>
      </div>
    </form>
  )
}

function focusIt(button: HTMLButtonElement | null): void {
  button?.focus()
}
