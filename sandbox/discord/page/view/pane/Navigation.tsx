import {
  AtSign,
  CalendarDays,
  Hash,
  Megaphone,
  MessagesSquare,
  PhoneOff,
  Settings,
  Spool,
  Volume2,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useTexts } from '../../locales/context.tsx'
import { setVoice } from '../../state/actions.ts'
import { displayName, dmPartner, type Guild } from '../../state/model.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { initial } from '../../ui/initial.ts'
import { toStatus } from '../../ui/Presence.tsx'
import type { Channel } from '../../wire/objects.ts'
import { usePane, usePaneState } from '../context.tsx'
import { settingsFor } from './ServerSettings.tsx'

const category = 4
const voiceTypes = [2, 13]
const threadTypes = [10, 11, 12]

const rowShape =
  'flex min-h-8 w-full min-w-0 items-center gap-2 rounded-lg px-2 text-left text-sm text-muted hover:bg-hover hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:font-semibold aria-[current=page]:text-ink'

function ChannelIcon({ type }: { type: number }) {
  const Icon = voiceTypes.includes(type)
    ? Volume2
    : threadTypes.includes(type)
      ? Spool
      : type === 5
        ? Megaphone
        : type === 15
          ? MessagesSquare
          : Hash
  return <Icon aria-hidden="true" className="size-4 shrink-0" />
}

function Unread({ count }: { count: number }) {
  const t = useTexts()
  if (count === 0) return null
  return (
    <span className="ml-auto rounded-full bg-accent px-1.5 text-xs font-semibold text-on-accent">
      <span aria-hidden="true">{count}</span>
      <span className="sr-only">{t.unread(count)}</span>
    </span>
  )
}

function VoiceSeats({ guild, channel }: { guild: Guild; channel: Channel }) {
  const state = usePaneState()
  const seats = [...guild.voice.values()].filter((seat) => seat.channel_id === channel.id)
  if (seats.length === 0) return null
  return (
    <ul className="pl-7">
      {seats.map(({ user_id: id }) => {
        const user = state.users.get(id)
        const name = user ? displayName(user, guild) : id
        return (
          <li key={id} className="flex items-center gap-2 py-0.5 text-xs">
            <Avatar id={id} name={name} size="small" />
            <span className="truncate">{name}</span>
          </li>
        )
      })}
    </ul>
  )
}

function VoiceRow({ guild, channel }: { guild: Guild; channel: Channel }) {
  const t = useTexts()
  const { client } = usePane()
  const { me } = usePaneState()
  const here = me !== null && guild.voice.get(me.id)?.channel_id === channel.id
  return (
    <li>
      <button
        type="button"
        aria-label={here ? t.leaveVoice(channel.name ?? '') : t.joinVoice(channel.name ?? '')}
        className={rowShape}
        onClick={() => setVoice(client, guild.id, here ? null : channel.id)}
      >
        <ChannelIcon type={channel.type} />
        <span className="truncate">{channel.name}</span>
        {here && <PhoneOff aria-hidden="true" className="ml-auto size-4" />}
      </button>
      <VoiceSeats guild={guild} channel={channel} />
    </li>
  )
}

function TextRow({ channel, threads }: { channel: Channel; threads: readonly Channel[] }) {
  const { openChannel } = usePane()
  const { viewing, unread } = usePaneState()
  const row = (one: Channel) => (
    <button
      type="button"
      aria-current={viewing === one.id ? 'page' : undefined}
      className={rowShape}
      onClick={() => openChannel(one.id)}
    >
      <ChannelIcon type={one.type} />
      <span className="truncate">{one.name}</span>
      <Unread count={unread.get(one.id) ?? 0} />
    </button>
  )
  return (
    <li>
      {row(channel)}
      {threads.length > 0 && (
        <ul className="pl-4">
          {threads.map((thread) => (
            <li key={thread.id}>{row(thread)}</li>
          ))}
        </ul>
      )}
    </li>
  )
}

function byPosition(a: Channel, b: Channel): number {
  return (a.position ?? 0) - (b.position ?? 0) || a.id.localeCompare(b.id)
}

function ChannelGroup({ guild, parent }: { guild: Guild; parent: Channel | undefined }) {
  const channels = [...guild.channels.values()]
  const children = channels
    .filter((one) => one.type !== category && !threadTypes.includes(one.type))
    .filter((one) => (one.parent_id ?? undefined) === parent?.id)
    .toSorted(byPosition)
  if (children.length === 0) return null
  const threads = channels.filter(
    (one) => threadTypes.includes(one.type) && !one.thread_metadata?.archived,
  )
  return (
    <div className="mb-2">
      {parent && <p className="px-2 pt-1 text-xs font-semibold text-muted">{parent.name}</p>}
      <ul>
        {children.map((channel) =>
          voiceTypes.includes(channel.type) ? (
            <VoiceRow key={channel.id} guild={guild} channel={channel} />
          ) : (
            <TextRow
              key={channel.id}
              channel={channel}
              threads={threads.filter(({ parent_id: id }) => id === channel.id)}
            />
          ),
        )}
      </ul>
    </div>
  )
}

/** The channels of a server in their categories. */
export function ChannelTree({
  guild,
  onEvents,
  onSettings,
}: {
  guild: Guild
  onEvents: () => void
  onSettings: () => void
}) {
  const t = useTexts()
  const { me } = usePaneState()
  const may = me ? settingsFor(guild, me.id) : undefined
  const categories = [...guild.channels.values()]
    .filter(({ type }) => type === category)
    .toSorted(byPosition)
  return (
    <>
      <h2 className="truncate px-2 py-2 font-semibold">{guild.name}</h2>
      <button type="button" className={`${rowShape} mb-2`} onClick={onEvents}>
        <CalendarDays aria-hidden="true" className="size-4" />
        {t.events}
        <span className="ml-auto text-xs">{guild.events.size}</span>
      </button>
      {(may?.roles || may?.channels) && (
        <button type="button" className={`${rowShape} mb-2`} onClick={onSettings}>
          <Settings aria-hidden="true" className="size-4" />
          {t.serverSettings}
        </button>
      )}
      <ChannelGroup guild={guild} parent={undefined} />
      {categories.map((parent) => (
        <ChannelGroup key={parent.id} guild={guild} parent={parent} />
      ))}
    </>
  )
}

/** The direct messages of this person. */
export function DmList() {
  const t = useTexts()
  const { openChannel } = usePane()
  const state = usePaneState()
  const presences = [...state.guilds.values()][0]?.presences
  return (
    <>
      <h2 className="px-2 py-2 font-semibold">{t.directMessages}</h2>
      {state.dms.size === 0 && <p className="px-2 text-sm text-muted">{t.noDms}</p>}
      <ul>
        {[...state.dms.values()].map((channel) => {
          const partner = dmPartner(state, channel)
          if (!partner) return null
          const name = displayName(partner)
          return (
            <li key={channel.id}>
              <button
                type="button"
                aria-current={state.viewing === channel.id ? 'page' : undefined}
                className={`${rowShape} py-1`}
                onClick={() => openChannel(channel.id)}
              >
                <Avatar
                  id={partner.id}
                  name={name}
                  status={toStatus(presences?.get(partner.id)?.status)}
                />
                <span className="truncate">{name}</span>
                <Unread count={state.unread.get(channel.id) ?? 0} />
              </button>
            </li>
          )
        })}
      </ul>
    </>
  )
}

function RailButton({
  label,
  current,
  onClick,
  children,
}: {
  label: string
  current: boolean
  onClick: () => void
  children: ReactNode
}) {
  return (
    <button
      type="button"
      title={label}
      aria-current={current ? 'true' : undefined}
      className="inline-flex size-11 items-center justify-center rounded-2xl bg-side text-sm font-semibold text-muted hover:bg-hover hover:text-ink aria-[current=true]:bg-accent aria-[current=true]:text-on-accent"
      onClick={onClick}
    >
      <span aria-hidden="true">{children}</span>
      <span className="sr-only">{label}</span>
    </button>
  )
}

/** The servers of this person; `null` stands for direct messages. */
export function ServerRail({
  guildId,
  onSelect,
}: {
  guildId: string | null
  onSelect: (guildId: string | null) => void
}) {
  const t = useTexts()
  const state = usePaneState()
  const waiting = [...state.dms.keys()].reduce((sum, id) => sum + (state.unread.get(id) ?? 0), 0)
  return (
    <div className="flex w-14 shrink-0 flex-col items-center gap-2 overflow-y-auto bg-rail py-2">
      <span className="relative">
        <RailButton
          label={t.directMessages}
          current={guildId === null}
          onClick={() => onSelect(null)}
        >
          <AtSign aria-hidden="true" className="size-5" />
        </RailButton>
        <span className="absolute -right-1 -bottom-1">
          <Unread count={waiting} />
        </span>
      </span>
      {[...state.guilds.values()].map((guild) => (
        <RailButton
          key={guild.id}
          label={guild.name}
          current={guildId === guild.id}
          onClick={() => onSelect(guild.id)}
        >
          {guild.name.split(/\s+/).map(initial).join('').slice(0, 3)}
        </RailButton>
      ))}
    </div>
  )
}
