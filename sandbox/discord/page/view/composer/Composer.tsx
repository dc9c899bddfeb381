import { SendHorizontal, X } from 'lucide-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { useTexts } from '../../locales/context.tsx'
import { sendMessage } from '../../state/actions.ts'
import { IconButton } from '../../ui/Button.tsx'
import type { Message } from '../../wire/message.ts'
import { useCommands } from '../commands.ts'
import { usePane } from '../context.tsx'
import { CommandForm } from './CommandForm.tsx'
import { listEntries, matchEntries, type Entry } from './catalogue.ts'

type Props = {
  channelId: string
  channelName: string
  /** The person's own locale, in which commands are named. */
  locale: string
  replyTo: Message | undefined
  onReplied: () => void
}

function CommandList({
  id,
  entries,
  active,
  onChoose,
}: {
  id: string
  entries: readonly Entry[]
  active: number
  onChoose: (entry: Entry) => void
}) {
  const t = useTexts()
  return (
    <div className="absolute inset-x-0 bottom-full z-30 mb-1 max-h-72 overflow-y-auto rounded-xl border border-line bg-raised p-1 shadow-lg">
      {entries.length === 0 && <p className="p-2 text-sm text-muted">{t.noCommands}</p>}
      <ul id={id} role="listbox" aria-label={t.commands}>
        {entries.map((entry, index) => (
          <li
            key={entry.name}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            className="rounded-lg px-2 py-1 hover:bg-hover aria-selected:bg-hover"
            ref={index === active ? (row) => row?.scrollIntoView({ block: 'nearest' }) : null}
            onPointerDown={(event) => {
              event.preventDefault()
              onChoose(entry)
            }}
          >
            <span className="block font-semibold">
              /{entry.shownName}
              {entry.shownName !== entry.name && (
                <span className="ml-2 text-xs font-normal text-muted">/{entry.name}</span>
              )}
            </span>
            <span className="block text-xs text-muted">{entry.description}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function useSlash(text: string, channelId: string, locale: string) {
  const isSlash = text.startsWith('/')
  const entries = listEntries(useCommands(channelId, isSlash), locale)
  const [active, setActive] = useState(0)
  useEffect(() => setActive(0), [text])
  const matching = isSlash ? matchEntries(entries, text.slice(1).trimEnd()) : []
  const move = (step: number): void =>
    setActive((old) => (old + step + matching.length) % Math.max(1, matching.length))
  return { isSlash, matching, active, move, chosen: matching[active] }
}

/** The line in which people write; a slash at its beginning lists the commands. */
export function Composer({ channelId, channelName, locale, replyTo, onReplied }: Props) {
  const t = useTexts()
  const { client, attempt } = usePane()
  const [text, setText] = useState('')
  const [entry, setEntry] = useState<Entry>()
  const field = useRef<HTMLTextAreaElement>(null)
  const listId = useId()
  const slash = useSlash(text, channelId, locale)
  useEffect(() => field.current?.focus(), [channelId, entry, replyTo])
  const choose = (chosen: Entry): void => {
    setEntry(chosen)
    setText('')
  }
  const send = (): void => {
    if (slash.isSlash) {
      if (slash.chosen) choose(slash.chosen)
      return
    }
    const content = text.trim()
    if (content === '') return
    setText('')
    onReplied()
    attempt(() => sendMessage(client, channelId, content, replyTo))
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key, shiftKey } = event
    if (event.nativeEvent.isComposing) return
    if (slash.isSlash && (key === 'ArrowDown' || key === 'ArrowUp'))
      slash.move(key === 'ArrowDown' ? 1 : -1)
    else if (slash.isSlash && key === 'Tab' && slash.chosen) choose(slash.chosen)
    else if (key === 'Enter' && !shiftKey) send()
    else if (key === 'Escape') {
      setText('')
      onReplied()
      return
    } else return
    event.preventDefault()
  }
  if (entry)
    return (
      <div className="px-3 pb-3">
        <CommandForm
          key={entry.name}
          entry={entry}
          channelId={channelId}
          locale={locale}
          onClose={() => setEntry(undefined)}
        />
      </div>
    )
  return (
    <div className="relative px-3 pb-3">
      {replyTo && (
        <p className="flex items-center gap-2 text-xs text-muted">
          <span className="min-w-0 flex-1 truncate">
            {t.replyTo(replyTo.author.global_name ?? replyTo.author.username)}
          </span>
          <IconButton label={t.cancel} onClick={onReplied}>
            <X aria-hidden="true" className="size-4" />
          </IconButton>
        </p>
      )}
      <div className="relative flex items-end gap-1 rounded-xl border border-edge bg-raised p-1">
        {slash.isSlash && (
          <CommandList
            id={listId}
            entries={slash.matching}
            active={slash.active}
            onChoose={choose}
          />
        )}
        <textarea
          ref={field}
          rows={1}
          aria-label={t.writeIn(channelName)}
          aria-autocomplete="list"
          aria-controls={slash.isSlash ? listId : undefined}
          aria-activedescendant={slash.chosen ? `${listId}-${slash.active}` : undefined}
          placeholder={t.composerHint}
          maxLength={2000}
          className="field-sizing-content max-h-40 min-h-8 min-w-0 flex-1 resize-none bg-transparent px-2 py-1.5 placeholder:text-muted"
          value={text}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={onKeyDown}
        />
        <span role="status" className="sr-only">
          {slash.isSlash && t.commandsFound(slash.matching.length)}
        </span>
        <IconButton label={t.send} disabled={text.trim() === ''} onClick={send}>
          <SendHorizontal aria-hidden="true" className="size-4" />
        </IconButton>
      </div>
    </div>
  )
}
