import { CornerUpRight, Eye, LoaderCircle, Paperclip, Pin } from 'lucide-react'
import { useState } from 'react'
import { useLanguage, useTexts } from '../../locales/context.tsx'
import type { Texts } from '../../locales/en.ts'
import { dismissMessage, editMessage, react } from '../../state/actions.ts'
import { displayName, guildOfChannel, type Guild } from '../../state/model.ts'
import { Markdown, MarkdownLine } from '../../text/Markdown.tsx'
import { formatSent } from '../../text/times.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Button } from '../../ui/Button.tsx'
import { useNow } from '../../ui/clock.tsx'
import { useEscape } from '../../ui/use-escape.ts'
import { inputShape } from '../../ui/fields.tsx'
import { messageFlags, type Message } from '../../wire/message.ts'
import { usePane, usePaneState } from '../context.tsx'
import { ComponentList } from './Components.tsx'
import { EmbedView } from './Embed.tsx'
import { emojiText } from './emoji.ts'
import { MessageMenu } from './MessageMenu.tsx'
import { Picture } from './Picture.tsx'

const systemTypes = [6, 7, 18]

function systemText(t: Texts, message: Message, name: string): string {
  if (message.type === 6) return t.pinnedNotice(name)
  return message.type === 7 ? t.joinedNotice(name) : t.threadNotice(name)
}

function Header({ message, name }: { message: Message; name: string }) {
  const t = useTexts()
  const locale = useLanguage()
  const now = useNow()
  return (
    <div className="flex flex-wrap items-baseline gap-x-2">
      <span className="font-semibold break-words">{name}</span>
      {message.author.bot && (
        <span className="rounded bg-tint px-1 text-xs font-semibold text-on-tint">{t.app}</span>
      )}
      <time dateTime={message.timestamp} className="text-xs text-muted">
        {formatSent(Date.parse(message.timestamp), { now, locale })}
      </time>
      {message.pinned && (
        <>
          <Pin aria-hidden="true" className="size-3 text-muted" />
          <span className="sr-only">{t.pinned}</span>
        </>
      )}
    </div>
  )
}

function Origin({ message, guild }: { message: Message; guild: Guild | undefined }) {
  const t = useTexts()
  const { interaction_metadata: origin, referenced_message: replied } = message
  if (replied)
    return (
      <p className="flex min-w-0 items-center gap-1 truncate text-xs text-muted">
        <CornerUpRight aria-hidden="true" className="size-3 shrink-0" />
        <span className="truncate">
          {t.replyTo(displayName(replied.author, guild))}: {replied.content}
        </span>
      </p>
    )
  const command = origin?.name ?? message.interaction?.name
  if (message.type === 20 && origin?.user && command)
    return (
      <p className="text-xs text-muted">
        {t.usedCommand(displayName(origin.user, guild), command)}
      </p>
    )
  return null
}

function EditForm({ message, onDone }: { message: Message; onDone: () => void }) {
  const t = useTexts()
  const { client, attempt } = usePane()
  const [content, setContent] = useState(message.content)
  const box = useEscape<HTMLFormElement>(onDone)
  return (
    <form
      ref={box}
      className="flex flex-wrap gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        onDone()
        attempt(() => editMessage(client, message, content))
      }}
    >
      <input
        aria-label={t.edit}
        ref={(field) => field?.focus()}
        className={inputShape}
        value={content}
        onChange={({ target }) => setContent(target.value)}
      />
      <Button type="submit" tone="primary">
        {t.save}
      </Button>
      <Button onClick={onDone}>{t.cancel}</Button>
    </form>
  )
}

function Attachments({ message }: { message: Message }) {
  return message.attachments.map((file) =>
    file.content_type?.startsWith('image/') ? (
      <Picture key={file.id} url={file.url} description={file.description ?? file.filename} />
    ) : (
      <a
        key={file.id}
        href={file.url}
        download={file.filename}
        className="inline-flex items-center gap-1 text-accent underline"
      >
        <Paperclip aria-hidden="true" className="size-4" />
        {file.filename}
      </a>
    ),
  )
}

function Reactions({ message }: { message: Message }) {
  const t = useTexts()
  const { client, attempt } = usePane()
  if (message.reactions.length === 0) return null
  return (
    <ul className="mt-1 flex flex-wrap gap-1">
      {message.reactions.map((one) => {
        const name = emojiText(one.emoji) ?? ''
        return (
          <li key={name}>
            <button
              type="button"
              aria-pressed={one.me ?? false}
              aria-label={t.reaction(name, one.count)}
              className="flex min-h-7 items-center gap-1 rounded-full border border-line px-2 text-sm aria-pressed:border-accent aria-pressed:bg-tint aria-pressed:text-on-tint"
              onClick={() =>
                attempt(() => react(client, message, { emoji: one.emoji, on: !one.me }))
              }
            >
              <span>{name}</span>
              <span className="tabular-nums">{one.count}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

function Ephemeral({ message }: { message: Message }) {
  const t = useTexts()
  const { client } = usePane()
  return (
    <p className="mt-1 flex flex-wrap items-center gap-1 text-xs text-muted">
      <Eye aria-hidden="true" className="size-3.5" />
      {t.onlyYou}
      <button
        type="button"
        className="min-h-6 text-accent underline"
        onClick={() => dismissMessage(client, message)}
      >
        {t.dismiss}
      </button>
    </p>
  )
}

function Body({ message }: { message: Message }) {
  const t = useTexts()
  if (message.flags & messageFlags.loading)
    return (
      <p className="flex items-center gap-2 text-muted">
        <LoaderCircle aria-hidden="true" className="size-4 animate-spin" />
        {t.thinking}
      </p>
    )
  return (
    <>
      {message.content && <Markdown text={message.content} />}
      {message.edited_timestamp && message.content && (
        <span className="text-xs text-muted">{t.edited}</span>
      )}
      {message.embeds.map((embed, index) => (
        <EmbedView key={index} embed={embed} />
      ))}
      <Attachments message={message} />
      {message.components.length > 0 && (
        <div className="mt-1 flex flex-col gap-2">
          <ComponentList components={message.components} message={message} />
        </div>
      )}
      {message.edited_timestamp && !message.content && (
        <span className="text-xs text-muted">{t.edited}</span>
      )}
    </>
  )
}

function isMentioned(message: Message, guild: Guild | undefined, userId: string): boolean {
  const roles = guild?.members.get(userId)?.roles ?? []
  return (
    message.mention_everyone ||
    message.mentions.some(({ id }) => id === userId) ||
    message.mention_roles.some((id) => roles.includes(id))
  )
}

/** One message with everything that belongs to it. */
export function MessageView({ message, onReply }: { message: Message; onReply: () => void }) {
  const t = useTexts()
  const state = usePaneState()
  const { openChannel } = usePane()
  const [editing, setEditing] = useState(false)
  const guild = guildOfChannel(state, message.channel_id)
  const name = displayName(message.author, guild)
  const isEphemeral = (message.flags & messageFlags.ephemeral) !== 0
  if (systemTypes.includes(message.type))
    return <li className="px-4 py-1 text-sm text-muted">{systemText(t, message, name)}</li>
  const marked = state.me !== null && isMentioned(message, guild, state.me.id)
  const { thread } = message
  return (
    <li
      data-message={message.id}
      className={`group relative flex gap-3 px-4 py-2 hover:bg-side ${marked || isEphemeral ? 'border-l-4 border-accent bg-side' : ''}`}
    >
      <Avatar id={message.author.id} name={name} size="large" />
      <div className="@container min-w-0 flex-1">
        <Origin message={message} guild={guild} />
        <Header message={message} name={name} />
        {editing ? (
          <EditForm message={message} onDone={() => setEditing(false)} />
        ) : (
          <Body message={message} />
        )}
        <Reactions message={message} />
        {thread && (
          <Button className="mt-1" onClick={() => openChannel(thread.id)}>
            <MarkdownLine text={t.openThread(thread.name ?? '')} />
          </Button>
        )}
        {isEphemeral && <Ephemeral message={message} />}
      </div>
      {!isEphemeral && (
        <MessageMenu message={message} requests={{ onReply, onEdit: () => setEditing(true) }} />
      )}
    </li>
  )
}
