import { CSPProvider } from '@base-ui/react/csp-provider'
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react'
import { LanguageContext, useTexts } from '../locales/context.tsx'
import { languageFor } from '../locales/languages.ts'
import { missions } from '../missions/list.ts'
import type { Evidence } from '../missions/mission.ts'
import { Button } from '../ui/Button.tsx'
import { NowContext, type Now } from '../ui/clock.tsx'
import { Empty } from '../ui/fields.tsx'
import type { Persona, WorldInfo } from '../wire/control.ts'
import { peopleIn, useLayout, type Layout } from './layout.ts'
import { Pane } from './pane/Pane.tsx'
import { personaName } from './pane/PersonaSwitcher.tsx'
import { AppFrame } from './tools/AppFrame.tsx'
import { countDone, Guide } from './tools/Guide.tsx'
import { Tool } from './tools/Tool.tsx'
import { useRecords } from './tools/use-records.ts'
import { TopBar } from './TopBar.tsx'
import { useWorld, useWorldClock } from './use-world.ts'

// Tools are loaded when they are opened first.
const Inspector = lazy(async () => ({ default: (await import('./tools/Inspector.tsx')).Inspector }))
const Google = lazy(async () => ({ default: (await import('./tools/Google.tsx')).Google }))
const Exchange = lazy(async () => ({ default: (await import('./tools/Exchange.tsx')).Exchange }))
const Faults = lazy(async () => ({ default: (await import('./tools/Faults.tsx')).Faults }))
const Time = lazy(async () => ({ default: (await import('./tools/Time.tsx')).Time }))
const WorldPanel = lazy(async () => ({
  default: (await import('./tools/WorldPanel.tsx')).WorldPanel,
}))

/** What the page takes from outside: the time of the machine, and fresh nonces of at most 25 characters. */
export type AppProps = { systemNow: Now; nonce: () => string }

function useEvidence(layout: Layout, hasWebPage: boolean) {
  const { records, touch, renew } = useRecords(
    layout.tool === 'guide' || layout.tool === 'inspector',
  )
  const webOpened = layout.webSeen && hasWebPage
  const evidence = useMemo<Evidence>(() => ({ ...records, webOpened }), [records, webOpened])
  return { records, evidence, touch, renew }
}

type LoadedProps = AppProps & {
  world: WorldInfo
  people: readonly Persona[]
  reload: () => void
}

function useLoaded({ systemNow, nonce, world, reload }: LoadedProps) {
  const { layout, change } = useLayout()
  const clock = useWorldClock(systemNow)
  const appOrigin = world.app_origin ?? null
  const { records, evidence, touch, renew } = useEvidence(layout, appOrigin !== null)
  const [sessions, setSessions] = useState(0)
  const onDispatch = useCallback(
    (type: string) => {
      if (type === 'READY') setSessions((old) => old + 1)
      touch()
    },
    [touch],
  )
  // A new session may mean that somebody else has replaced the world.
  useEffect(() => {
    if (sessions === 0) return
    renew()
    reload()
  }, [sessions, renew, reload])
  const applicationId = world.application.id
  const connection = useMemo(
    () => ({ applicationId, nonce, onDispatch }),
    [applicationId, nonce, onDispatch],
  )
  const onReplaced = (): void => {
    change({ people: [null, null] })
    renew()
    reload()
  }
  return { layout, change, clock, appOrigin, records, evidence, connection, onReplaced }
}

type Loaded = ReturnType<typeof useLoaded>

function Drawer({
  loaded,
  world,
  people,
}: {
  loaded: Loaded
  world: WorldInfo
  people: readonly Persona[]
}) {
  const t = useTexts()
  const { layout, change, clock, records, evidence, onReplaced } = loaded
  const names = useMemo(() => new Map(people.map((one) => [one.id, personaName(one)])), [people])
  if (layout.tool === null) return null
  return (
    <Tool key={layout.tool} title={t.tools[layout.tool]} onClose={() => change({ tool: null })}>
      <Suspense fallback={t.loading}>
        {layout.tool === 'guide' && <Guide evidence={evidence} />}
        {layout.tool === 'inspector' && <Inspector records={records} names={names} />}
        {layout.tool === 'exchange' && <Exchange />}
        {layout.tool === 'google' && <Google />}
        {layout.tool === 'faults' && <Faults />}
        {layout.tool === 'time' && <Time onMoved={clock.put} />}
        {layout.tool === 'world' && <WorldPanel world={world} onReplaced={onReplaced} />}
      </Suspense>
    </Tool>
  )
}

function Panes({ loaded, people }: { loaded: Loaded; people: readonly Persona[] }) {
  const t = useTexts()
  const { layout, change, connection } = loaded
  const pane = (index: 0 | 1) => {
    const persona = peopleIn(people, layout.people, languageFor(navigator.language))[index]
    if (!persona) return null
    const [first, second] = layout.people
    return (
      <Pane
        label={t.discordOf(personaName(persona))}
        persona={persona}
        people={people}
        language={layout.language ?? languageFor(persona.locale)}
        connection={connection}
        onPersona={(id) => change({ people: index === 0 ? [id, second] : [first, id] })}
      />
    )
  }
  return (
    <>
      {pane(0)}
      {layout.split && pane(1)}
    </>
  )
}

function LoadedApp(props: LoadedProps) {
  const { world, people } = props
  const loaded = useLoaded(props)
  const { layout, change, clock, appOrigin, evidence } = loaded
  const [first] = peopleIn(people, layout.people, languageFor(navigator.language))
  const language = layout.language ?? languageFor(first?.locale)
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const showsWeb = layout.web && appOrigin !== null
  // On narrow screens one thing is shown at a time: the drawer, the web page, or Discord.
  const narrow = layout.tool !== null ? 'tool' : showsWeb ? 'web' : 'discord'
  return (
    <NowContext value={clock.now}>
      <LanguageContext value={language}>
        <div className="flex h-full flex-col">
          <TopBar
            layout={layout}
            change={change}
            hasWebPage={appOrigin !== null}
            progress={missions.length === 0 ? { done: 0, all: 0 } : countDone(evidence)}
          />
          <main className="flex min-h-0 flex-1">
            <div
              className={`min-h-0 min-w-0 flex-2 flex-col divide-line max-lg:divide-y lg:flex-row lg:divide-x ${narrow === 'discord' ? 'flex' : 'hidden lg:flex'}`}
            >
              <Panes loaded={loaded} people={people} />
            </div>
            {showsWeb && (
              <div
                className={`min-h-0 min-w-0 flex-1 border-line lg:border-l ${narrow === 'web' ? 'flex' : 'hidden lg:flex'}`}
              >
                <AppFrame origin={appOrigin} />
              </div>
            )}
            <Drawer loaded={loaded} world={world} people={people} />
          </main>
        </div>
      </LanguageContext>
    </NowContext>
  )
}

function Start(props: AppProps) {
  const t = useTexts()
  const { world, people, failed, reload } = useWorld()
  if (world && people.length > 0)
    return <LoadedApp {...props} world={world} people={people} reload={reload} />
  return (
    <main className="flex h-full">
      <h1 className="sr-only">{t.title}</h1>
      <output className="m-auto flex flex-col items-center gap-2">
        {failed ? (
          <Empty title={t.noWorld}>{t.noWorldHint}</Empty>
        ) : (
          <Empty title={world ? t.nobody : t.loading}>{world ? t.nobodyHint : ''}</Empty>
        )}
        {(failed || world) && <Button onClick={reload}>{t.tryAgain}</Button>}
      </output>
    </main>
  )
}

/** The whole page. */
export function App(props: AppProps) {
  return (
    <CSPProvider disableStyleElements>
      <LanguageContext value={languageFor(navigator.language)}>
        <Start {...props} />
      </LanguageContext>
    </CSPProvider>
  )
}
