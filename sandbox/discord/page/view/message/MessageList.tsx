import { LoaderCircle } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { useTexts } from '../../locales/context.tsx'
import type { Texts } from '../../locales/en.ts'
import { loadHistory } from '../../state/actions.ts'
import { dismiss } from '../../state/client.ts'
import type { Pending } from '../../state/model.ts'
import { Empty } from '../../ui/fields.tsx'
import { ScrollBox } from '../../ui/ScrollBox.tsx'
import type { Channel } from '../../wire/objects.ts'
import type { Message } from '../../wire/message.ts'
import { usePane, usePaneLabel, usePaneState } from '../context.tsx'
import { MessageView } from './MessageView.tsx'

const directMessage = 1

function describe(t: Texts, { kind, name }: Pending): string {
  return kind === 'command' ? `/${name}` : kind === 'modal' ? t.theForm : t.theControl
}

/** Interactions of this channel that are under way or have failed. */
function PendingList({ channelId }: { channelId: string }) {
  const t = useTexts()
  const { client } = usePane()
  const { pending } = usePaneState()
  const here = [...pending].filter(([, one]) => one.channelId === channelId && one.kind !== 'modal')
  return (
    <output className="block px-4">
      {here.map(([nonce, one]) =>
        one.failure === undefined ? (
          <p key={nonce} className="flex items-center gap-2 py-1 text-sm text-muted">
            <LoaderCircle aria-hidden="true" className="size-4 animate-spin" />
            {t.sending(describe(t, one))}
          </p>
        ) : (
          <p key={nonce} className="flex flex-wrap items-center gap-2 py-1 text-sm text-bad">
            <span>
              {t.failed(describe(t, one))} {one.failure}
            </span>
            <button
              type="button"
              className="min-h-6 underline"
              onClick={() => dismiss(client, nonce)}
            >
              {t.dismiss}
            </button>
          </p>
        ),
      )}
    </output>
  )
}

function useHistory(channelId: string): readonly Message[] | undefined {
  const { client, attempt } = usePane()
  const { sessionId, messages } = usePaneState()
  useEffect(() => {
    if (sessionId !== null) attempt(() => loadHistory(client, channelId))
  }, [client, channelId, sessionId, attempt])
  return messages.get(channelId)
}

/** The messages of a channel, newest at the bottom, where the view stays unless it was scrolled up. */
export function MessageList({
  channel,
  name,
  onReply,
}: {
  channel: Channel
  name: string
  onReply: (message: Message) => void
}) {
  const t = useTexts()
  const ownLabel = usePaneLabel()
  const messages = useHistory(channel.id)
  const { pending } = usePaneState()
  const box = useRef<HTMLElement>(null)
  const atEnd = useRef(true)
  const lastTop = useRef(0)
  const keepEnd = () => {
    if (atEnd.current) box.current?.scrollTo({ top: box.current.scrollHeight })
  }
  useLayoutEffect(keepEnd, [messages, pending])
  useLayoutEffect(() => {
    atEnd.current = true
  }, [channel.id])
  return (
    <ScrollBox
      ref={box}
      label={ownLabel(t.messagesIn(name))}
      className="flex min-h-0 flex-1 flex-col overflow-y-auto"
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        // What grows while it is looked at, as a picture that loads, is no scrolling up.
        const isLower = scrollTop >= lastTop.current
        atEnd.current = scrollHeight - scrollTop - clientHeight < 40 || (atEnd.current && isLower)
        lastTop.current = scrollTop
      }}
      onLoadCapture={keepEnd}
    >
      {messages?.length === 0 && (
        <Empty title={channel.type === directMessage ? t.emptyDm(name) : t.emptyChannel(name)}>
          {t.emptyChannelHint}
        </Empty>
      )}
      {messages === undefined && <p className="m-auto p-4 text-muted">{t.loading}</p>}
      <ol aria-live="polite" aria-relevant="additions" className="mt-auto flex flex-col py-2">
        {messages?.map((message) => (
          <MessageView key={message.id} message={message} onReply={() => onReply(message)} />
        ))}
      </ol>
      <PendingList channelId={channel.id} />
    </ScrollBox>
  )
}
