import { Menu as MenuIcon, Pin, Users, X } from 'lucide-react'
import { useCallback, useState, type ReactNode } from 'react'
import { LanguageContext, useTexts } from '../../locales/context.tsx'
import type { Language } from '../../locales/languages.ts'
import type { Client } from '../../state/client.ts'
import { findChannel, guildOfChannel, type ClientState, type Guild } from '../../state/model.ts'
import { IconButton } from '../../ui/Button.tsx'
import type { Persona } from '../../wire/control.ts'
import { useEscape } from '../../ui/use-escape.ts'
import { PaneProvider, useClientState, usePaneLabel, usePaneState } from '../context.tsx'
import { ModalView } from '../modal/ModalView.tsx'
import { channelTitle, Conversation } from './Conversation.tsx'
import { Events } from './Events.tsx'
import { Members } from './Members.tsx'
import { ChannelTree, DmList, ServerRail } from './Navigation.tsx'
import { OwnPanel } from './OwnPanel.tsx'
import { personaName, PersonaSwitcher } from './PersonaSwitcher.tsx'
import { Pins } from './Pins.tsx'
import { ServerSettings } from './ServerSettings.tsx'
import { landingChannel, usePaneClient, usePaneTools, type Connection } from './use-pane-client.ts'

type Overlay = 'none' | 'navigation' | 'members' | 'events' | 'pins' | 'settings'

/** What a pane shows: one person's Discord. */
export type PaneProps = {
  label: string
  persona: Persona
  people: readonly Persona[]
  language: Language
  connection: Omit<Connection, 'token'>
  onPersona: (id: string) => void
}

function Sheet({
  title,
  onClose,
  children,
}: {
  title: string
  onClose: () => void
  children: ReactNode
}) {
  const t = useTexts()
  const ownLabel = usePaneLabel()
  const box = useEscape<HTMLElement>(onClose)
  return (
    <section
      ref={box}
      aria-label={ownLabel(title)}
      className="absolute inset-0 z-20 flex flex-col overflow-y-auto bg-page @4xl:left-auto @4xl:w-96 @4xl:border-l @4xl:border-line"
    >
      <div className="sticky top-0 z-10 flex items-center justify-between border-b border-line bg-page px-3 py-1">
        <h3 className="font-semibold">{title}</h3>
        <IconButton label={t.close} ref={focusIt} onClick={onClose}>
          <X aria-hidden="true" className="size-4" />
        </IconButton>
      </div>
      {children}
    </section>
  )
}

function focusIt(button: HTMLButtonElement | null): void {
  button?.focus()
}

function LinkState({ client }: { client: Client }) {
  const t = useTexts()
  const { link } = useClientState(client)
  if (link === 'open') return null
  const text = link === 'refused' ? t.refused : link === 'lost' ? t.lost : t.connecting
  return (
    <output className="block bg-tint px-3 py-1 text-center text-sm text-on-tint">{text}</output>
  )
}

/** What is on show in a pane beside the conversation, and what changes it. */
type PaneView = {
  /** The server whose channels are listed; undefined for direct messages. */
  listed: Guild | undefined
  /** The server of the channel on show. */
  guild: Guild | undefined
  overlay: Overlay
  toggle: (overlay: Overlay) => () => void
  close: () => void
}

function ChannelHeader({ view }: { view: PaneView }) {
  const t = useTexts()
  const state = usePaneState()
  const channel = state.viewing === null ? undefined : findChannel(state, state.viewing)
  const { overlay, toggle } = view
  return (
    <header className="flex items-center gap-1 border-b border-line px-2 py-1">
      <IconButton
        label={t.navigation}
        aria-expanded={overlay === 'navigation'}
        className="@xl:hidden"
        onClick={toggle('navigation')}
      >
        <MenuIcon aria-hidden="true" className="size-4" />
      </IconButton>
      <div className="min-w-0 flex-1 px-1">
        <h2 className="truncate font-semibold">
          {channel ? channelTitle(state, channel) : t.noChannel}
        </h2>
        {channel?.topic && <p className="truncate text-xs text-muted">{channel.topic}</p>}
      </div>
      <IconButton label={t.pins} aria-expanded={overlay === 'pins'} onClick={toggle('pins')}>
        <Pin aria-hidden="true" className="size-4" />
      </IconButton>
      <IconButton
        label={t.members}
        aria-expanded={overlay === 'members'}
        className="@4xl:hidden"
        onClick={toggle('members')}
      >
        <Users aria-hidden="true" className="size-4" />
      </IconButton>
    </header>
  )
}

function Overlays({ view: { overlay, guild, close } }: { view: PaneView }) {
  const t = useTexts()
  const { viewing } = usePaneState()
  if (overlay === 'pins' && viewing !== null)
    return (
      <Sheet title={t.pins} onClose={close}>
        <Pins channelId={viewing} />
      </Sheet>
    )
  if (overlay === 'events' && guild)
    return (
      <Sheet title={t.events} onClose={close}>
        <Events guild={guild} />
      </Sheet>
    )
  if (overlay === 'settings' && guild)
    return (
      <Sheet title={t.serverSettings} onClose={close}>
        <ServerSettings guild={guild} />
      </Sheet>
    )
  if (overlay === 'members' && guild)
    return (
      <Sheet title={t.members} onClose={close}>
        <div className="p-2">
          <Members guild={guild} />
        </div>
      </Sheet>
    )
  return null
}

function Sidebar({ view, onSelect }: { view: PaneView; onSelect: (id: string | null) => void }) {
  const t = useTexts()
  const ownLabel = usePaneLabel()
  const { listed, guild, overlay, toggle, close } = view
  const box = useEscape<HTMLElement>(close)
  return (
    <nav
      ref={box}
      aria-label={ownLabel(t.navigation)}
      className={`min-h-0 shrink-0 @xl:flex ${overlay === 'navigation' ? 'flex w-full @xl:w-auto' : 'hidden'}`}
    >
      <ServerRail guildId={listed?.id ?? null} onSelect={onSelect} />
      <div className="flex min-w-0 flex-1 flex-col bg-side @xl:w-48 @5xl:w-56">
        {overlay === 'navigation' && (
          <IconButton
            label={t.close}
            ref={focusIt}
            className="m-1 self-end @xl:hidden"
            onClick={close}
          >
            <X aria-hidden="true" className="size-4" />
          </IconButton>
        )}
        <div className="min-h-0 flex-1 overflow-y-auto p-2">
          {listed ? (
            <ChannelTree
              guild={listed}
              onEvents={toggle('events')}
              onSettings={toggle('settings')}
            />
          ) : (
            <DmList />
          )}
        </div>
        <div className="border-t border-line p-1">
          <OwnPanel guild={guild} />
        </div>
      </div>
    </nav>
  )
}

function Failure({ text, onClose }: { text: string; onClose: () => void }) {
  const t = useTexts()
  return (
    <p
      role="alert"
      className="flex items-center gap-2 border-b border-bad px-3 py-1 text-sm text-bad"
    >
      <span className="min-w-0 flex-1">{text}</span>
      <IconButton label={t.dismiss} onClick={onClose}>
        <X aria-hidden="true" className="size-4" />
      </IconButton>
    </p>
  )
}

function usePaneView(state: ClientState) {
  const [section, setSection] = useState<string | null>()
  const [overlay, setOverlay] = useState<Overlay>('none')
  const first = [...state.guilds.values()][0]
  const listed = section === undefined ? first : state.guilds.get(section ?? '')
  const channelGuild = state.viewing === null ? undefined : guildOfChannel(state, state.viewing)
  const view: PaneView = {
    listed,
    guild: channelGuild ?? listed ?? first,
    overlay,
    toggle: (wanted) => () => setOverlay((old) => (old === wanted ? 'none' : wanted)),
    close: useCallback(() => setOverlay('none'), []),
  }
  const onOpen = useCallback((guildId: string | null) => {
    setSection(guildId)
    setOverlay('none')
  }, [])
  return { view, setSection, onOpen }
}

type InsideProps = PaneProps & { client: Client }

function Inside({ client, persona, people, onPersona }: InsideProps) {
  const t = useTexts()
  const state = useClientState(client)
  const { view, setSection, onOpen } = usePaneView(state)
  const { tools, problem, clear } = usePaneTools(client, onOpen)
  const { viewing, modal } = state
  const select = (guildId: string | null): void => {
    setSection(guildId)
    const landing = guildId === null ? undefined : state.guilds.get(guildId)
    const channelId = landing && landingChannel(landing)
    if (channelId !== undefined) tools.openChannel(channelId)
  }
  const isBehind = modal !== null
  return (
    <PaneProvider value={tools}>
      <div inert={isBehind} className="border-b border-line bg-rail px-2 py-1">
        <PersonaSwitcher
          people={people}
          persona={persona}
          guild={view.guild}
          onChange={onPersona}
        />
      </div>
      <div inert={isBehind} className="flex min-h-0 flex-1">
        <Sidebar view={view} onSelect={select} />
        <div
          className={`relative min-h-0 min-w-0 flex-1 flex-col ${view.overlay === 'navigation' ? 'hidden @xl:flex' : 'flex'}`}
        >
          <ChannelHeader view={view} />
          {problem !== undefined && <Failure text={problem} onClose={clear} />}
          {viewing !== null && (
            <Conversation channelId={viewing} locale={persona.locale ?? 'en-US'} />
          )}
          <Overlays view={view} />
        </div>
        {view.listed && (
          <aside
            aria-label={`${t.members} (${personaName(persona)})`}
            className="hidden w-52 shrink-0 overflow-y-auto bg-side p-2 @4xl:block"
          >
            <Members guild={view.listed} />
          </aside>
        )}
      </div>
      {modal && <ModalView key={modal.id} modal={modal} />}
    </PaneProvider>
  )
}

/** One person's Discord. Its texts are in `language`. */
export function Pane(props: PaneProps) {
  const { label, persona, language, connection } = props
  const client = usePaneClient({ token: persona.token, ...connection })
  return (
    <LanguageContext value={language}>
      <section
        aria-label={label}
        lang={language}
        className="@container relative flex min-h-0 min-w-0 flex-1 flex-col overflow-hidden"
      >
        <LinkState client={client} />
        <Inside key={persona.id} {...props} client={client} />
      </section>
    </LanguageContext>
  )
}
