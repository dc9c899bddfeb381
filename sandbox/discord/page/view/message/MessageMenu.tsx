import { Menu } from '@base-ui/react/menu'
import { Popover } from '@base-ui/react/popover'
import { Ellipsis, SmilePlus } from 'lucide-react'
import { useState } from 'react'
import { useTexts } from '../../locales/context.tsx'
import { deleteMessage, openDm, react, setPinned, startThread } from '../../state/actions.ts'
import { callMenuCommand } from '../../state/interactions.ts'
import { guildOfChannel } from '../../state/model.ts'
import { bits, permissionsOf } from '../../state/permissions.ts'
import { IconButton } from '../../ui/Button.tsx'
import type { Message } from '../../wire/message.ts'
import { useCommands } from '../commands.ts'
import { usePane, usePaneState } from '../context.tsx'

const quick = ['👍', '❤️', '😂', '🎉', '👀', '✅', '❌', '🙏', '🔥', '⚔️', '🛡️', '🎮']
const messageCommand = 3

/** What the menu asks the message list to do. */
export type MessageRequests = { onReply: () => void; onEdit: () => void }

function ReactionButton({ message }: { message: Message }) {
  const t = useTexts()
  const { client, attempt } = usePane()
  const [open, setOpen] = useState(false)
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        render={
          <IconButton label={t.addReaction}>
            <SmilePlus aria-hidden="true" className="size-4" />
          </IconButton>
        }
      />
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} className="z-50">
          <Popover.Popup
            aria-label={t.addReaction}
            className="grid grid-cols-6 gap-1 rounded-xl border border-line bg-raised p-2 shadow-lg"
          >
            {quick.map((name) => (
              <button
                key={name}
                type="button"
                className="size-8 rounded-lg text-lg hover:bg-hover"
                onClick={() => {
                  setOpen(false)
                  attempt(() => react(client, message, { emoji: { name }, on: true }))
                }}
              >
                {name}
              </button>
            ))}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

const itemShape =
  'flex min-h-8 items-center rounded-lg px-2 text-sm outline-none data-highlighted:bg-hover'

function useRights(message: Message) {
  const state = usePaneState()
  const guild = guildOfChannel(state, message.channel_id)
  const mine = state.me?.id === message.author.id
  const held = guild && state.me ? permissionsOf(guild, state.me.id, message.channel_id) : 0n
  return {
    mine,
    inGuild: guild !== undefined,
    canDelete: mine || (held & bits.manageMessages) !== 0n,
    canPin: guild === undefined || (held & bits.pinMessages) !== 0n,
    canThread: (held & bits.createPublicThreads) !== 0n && !message.thread,
  }
}

function MenuItems({ message, requests }: { message: Message; requests: MessageRequests }) {
  const t = useTexts()
  const { client, attempt, openChannel } = usePane()
  const { mine, inGuild, canDelete, canPin, canThread } = useRights(message)
  const commands = useCommands(message.channel_id).filter(({ type }) => type === messageCommand)
  const item = (label: string, run: () => void) => (
    <Menu.Item key={label} className={itemShape} onClick={run}>
      {label}
    </Menu.Item>
  )
  const title = message.content.slice(0, 40).trim() || t.newThread
  return (
    <>
      {item(t.reply, requests.onReply)}
      {mine && item(t.edit, requests.onEdit)}
      {canPin &&
        item(message.pinned ? t.unpin : t.pin, () =>
          attempt(() => setPinned(client, message, !message.pinned)),
        )}
      {canThread &&
        item(t.startThread, () =>
          attempt(async () => openChannel((await startThread(client, message, title)).id)),
        )}
      {!mine &&
        inGuild &&
        !message.author.bot &&
        item(t.writeTo(message.author.global_name ?? message.author.username), () =>
          attempt(async () => openChannel((await openDm(client, message.author.id)).id)),
        )}
      {commands.map((command) =>
        item(command.name, () =>
          attempt(() =>
            callMenuCommand(client, message.channel_id, { command, targetId: message.id }),
          ),
        ),
      )}
      {canDelete && item(t.delete, () => attempt(() => deleteMessage(client, message)))}
    </>
  )
}

/** What can be done with a message; shown on hover and on keyboard focus. */
export function MessageMenu({
  message,
  requests,
}: {
  message: Message
  requests: MessageRequests
}) {
  const t = useTexts()
  return (
    <div className="absolute -top-3 right-2 flex rounded-lg border border-line bg-raised opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-aria-expanded:opacity-100">
      <ReactionButton message={message} />
      <Menu.Root modal={false}>
        <Menu.Trigger
          render={
            <IconButton label={t.moreActions}>
              <Ellipsis aria-hidden="true" className="size-4" />
            </IconButton>
          }
        />
        <Menu.Portal>
          <Menu.Positioner sideOffset={4} align="end" className="z-50">
            <Menu.Popup className="min-w-40 rounded-xl border border-line bg-raised p-1 text-ink shadow-lg">
              <MenuItems message={message} requests={requests} />
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </div>
  )
}
