import { useState } from 'react'
import { useTexts } from '../../locales/context.tsx'
import {
  displayName,
  dmPartner,
  findChannel,
  guildOfChannel,
  type ClientState,
} from '../../state/model.ts'
import { bits, permissionsOf } from '../../state/permissions.ts'
import type { Channel } from '../../wire/objects.ts'
import type { Message } from '../../wire/message.ts'
import { Composer } from '../composer/Composer.tsx'
import { usePaneState } from '../context.tsx'
import { MessageList } from '../message/MessageList.tsx'

/** What a channel is called: "#recruit", or the partner of a direct message. */
export function channelTitle(state: ClientState, channel: Channel): string {
  const partner = channel.type === 1 ? dmPartner(state, channel) : undefined
  return partner ? displayName(partner) : `#${channel.name ?? ''}`
}

function mayWrite(state: ClientState, channelId: string): boolean {
  const guild = guildOfChannel(state, channelId)
  if (!guild || !state.me) return true
  return (permissionsOf(guild, state.me.id, channelId) & bits.sendMessages) !== 0n
}

/** The messages of a channel and the line to write in. */
export function Conversation({ channelId, locale }: { channelId: string; locale: string }) {
  const t = useTexts()
  const state = usePaneState()
  const [replyTo, setReplyTo] = useState<Message>()
  const channel = findChannel(state, channelId)
  if (!channel) return null
  const name = channelTitle(state, channel)
  return (
    <>
      <MessageList channel={channel} name={name} onReply={setReplyTo} />
      {mayWrite(state, channelId) ? (
        <Composer
          channelId={channelId}
          channelName={name}
          locale={locale}
          replyTo={replyTo?.channel_id === channelId ? replyTo : undefined}
          onReplied={() => setReplyTo(undefined)}
        />
      ) : (
        <p className="m-3 rounded-xl bg-hover p-3 text-sm text-muted">{t.mayNotWrite}</p>
      )}
    </>
  )
}
