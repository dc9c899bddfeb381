import { SendHorizontal, X } from 'lucide-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { useTexts } from '../../locales/context.tsx'
import { sendMessage } from '../../state/actions.ts'
import { IconButton } from '../../ui/Button.tsx'
import { Listbox, optionId } from '../../ui/Listbox.tsx'
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
  slash,
  onChoose,
}: {
  id: string
  slash: Slash
  onChoose: (entry: Entry) => void
}) {
  const t = useTexts()
  return (
    <div className="absolute inset-x-0 bottom-full z-30 mb-1 max-h-72 overflow-y-auto rounded-xl border border-line bg-raised p-1 shadow-lg">
      {slash.matching.length === 0 && <p className="p-2 text-sm text-muted">{t.noCommands}</p>}
      <Listbox
        id={id}
        label={t.commands}
        items={slash.matching}
        active={slash.active}
        keyOf={({ name }) => name}
        onChoose={onChoose}
      >
        {(entry) => (
          <>
            <span className="block font-semibold">
              /{entry.shownName}
              {entry.shownName !== entry.name && (
                <span className="ml-2 text-xs font-normal text-muted">/{entry.name}</span>
              )}
            </span>
            <span className="block text-xs text-muted">{entry.description}</span>
          </>
        )}
      </Listbox>
    </div>
  )
}

type Slash = {
  isSlash: boolean
  matching: readonly Entry[]
  active: number
  chosen: Entry | undefined
}

/** What is being written, and which commands fit it while it begins with a slash. */
function useWriting({ channelId, locale }: Props) {
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const isSlash = text.startsWith('/')
  const entries = listEntries(useCommands(channelId, isSlash), locale)
  const matching = isSlash ? matchEntries(entries, text.slice(1).trimEnd()) : []
  const slash: Slash = { isSlash, matching, active, chosen: matching[active] }
  return {
    text,
    slash,
    write: (next: string) => {
      setText(next)
      setActive(0)
    },
    move: (step: number) =>
      setActive((old) => (old + step + matching.length) % Math.max(1, matching.length)),
  }
}

function ReplyNote({ message, onCancel }: { message: Message; onCancel: () => void }) {
  const t = useTexts()
  const { global_name: name, username } = message.author
  return (
    <p className="flex items-center gap-2 text-xs text-muted">
      <span className="min-w-0 flex-1 truncate">{t.replyTo(name ?? username)}</span>
      <IconButton label={t.cancel} onClick={onCancel}>
        <X aria-hidden="true" className="size-4" />
      </IconButton>
    </p>
  )
}

type LineProps = Props & { onEntry: (entry: Entry) => void }

function Line(props: LineProps) {
  const { channelId, channelName, replyTo, onReplied, onEntry } = props
  const t = useTexts()
  const { client, attempt } = usePane()
  const { text, slash, write, move } = useWriting(props)
  const field = useRef<HTMLTextAreaElement>(null)
  const listId = useId()
  useEffect(() => field.current?.focus(), [channelId, replyTo])
  const send = (): void => {
    if (slash.isSlash) {
      if (slash.chosen) onEntry(slash.chosen)
      return
    }
    const content = text.trim()
    if (content === '') return
    write('')
    onReplied()
    attempt(() => sendMessage(client, channelId, content, replyTo))
  }
  const leave = (): void => {
    write('')
    onReplied()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    const act = keyAction(event, slash, { send, leave, move, onEntry })
    if (!act) return
    event.preventDefault()
    act()
  }
  return (
    <div className="relative px-3 pb-3">
      {replyTo && <ReplyNote message={replyTo} onCancel={onReplied} />}
      <div className="relative flex items-end gap-1 rounded-xl border border-edge bg-raised p-1 outline-offset-2 outline-accent has-[textarea:focus-visible]:outline-2">
        {slash.isSlash && <CommandList id={listId} slash={slash} onChoose={onEntry} />}
        <textarea
          ref={field}
          rows={1}
          aria-label={t.writeIn(channelName)}
          aria-autocomplete="list"
          aria-controls={slash.isSlash ? listId : undefined}
          aria-activedescendant={slash.chosen ? optionId(listId, slash.active) : undefined}
          placeholder={t.composerHint}
          maxLength={2000}
          className="field-sizing-content max-h-40 min-h-8 min-w-0 flex-1 resize-none bg-transparent px-2 outline-none py-1.5 placeholder:text-muted"
          value={text}
          onChange={({ target }) => write(target.value)}
          onKeyDown={onKeyDown}
        />
        <output className="sr-only">
          {slash.isSlash && t.commandsFound(slash.matching.length)}
        </output>
        <IconButton label={t.send} disabled={text.trim() === ''} onClick={send}>
          <SendHorizontal aria-hidden="true" className="size-4" />
        </IconButton>
      </div>
    </div>
  )
}

type LineActions = {
  send: () => void
  leave: () => void
  move: (step: number) => void
  onEntry: (entry: Entry) => void
}

function keyAction(
  { key, shiftKey }: KeyboardEvent,
  { isSlash, chosen }: Slash,
  { send, leave, move, onEntry }: LineActions,
): (() => void) | undefined {
  if (isSlash && key === 'ArrowDown') return () => move(1)
  if (isSlash && key === 'ArrowUp') return () => move(-1)
  if (isSlash && key === 'Tab' && chosen) return () => onEntry(chosen)
  if (key === 'Enter' && !shiftKey) return send
  return key === 'Escape' ? leave : undefined
}

/** The line in which people write; a slash at its beginning lists the commands. */
export function Composer(props: Props) {
  const { channelId, locale } = props
  const [entry, setEntry] = useState<Entry>()
  if (!entry) return <Line {...props} onEntry={setEntry} />
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
}
