import { useEffect, useState } from 'react'
import { useTexts } from '../../locales/context.tsx'
import { listPins } from '../../state/actions.ts'
import { Empty } from '../../ui/fields.tsx'
import type { Message } from '../../wire/message.ts'
import { usePane, usePaneState } from '../context.tsx'
import { MessageView } from '../message/MessageView.tsx'

/** The pinned messages of a channel. */
export function Pins({ channelId }: { channelId: string }) {
  const t = useTexts()
  const { client, attempt } = usePane()
  const pinned = usePaneState()
    .messages.get(channelId)
    ?.filter((message) => message.pinned).length
  const [pins, setPins] = useState<readonly Message[]>([])
  useEffect(() => {
    attempt(async () => setPins(await listPins(client, channelId)))
  }, [client, channelId, attempt, pinned])
  if (pins.length === 0) return <Empty title={t.noPins}>{t.noPinsHint}</Empty>
  return (
    <ol>
      {pins.map((message) => (
        <MessageView key={message.id} message={message} onReply={() => undefined} />
      ))}
    </ol>
  )
}
