import { useCallback, useEffect, useState } from 'react'
import { languageFor, languages, type Language } from '../locales/languages.ts'
import type { Persona } from '../wire/control.ts'

/** The tools of the drawer. */
export type ToolName = 'guide' | 'inspector' | 'exchange' | 'google' | 'faults' | 'time' | 'world'

/** What is on show. Everything but `tool` is kept in the address, so that it can be shared. */
export type Layout = {
  split: boolean
  web: boolean
  /** The web page was on show at least once. */
  webSeen: boolean
  tool: ToolName | null
  /** Null follows the language of the person. */
  language: Language | null
  theme: 'system' | 'light' | 'dark'
  /** Ids of the people in the first and second pane; null for the usual ones. */
  people: readonly [string | null, string | null]
}

/** The layout that an address asks for. */
export function readLayout(search: string, isWide: boolean): Layout {
  const query = new URLSearchParams(search)
  const theme = query.get('theme')
  const web = query.get('web') === null ? isWide : query.get('web') === '1'
  return {
    split: query.get('split') === '1',
    web,
    webSeen: web,
    tool: isWide ? 'guide' : null,
    language: languages.find(({ id }) => id === query.get('lang'))?.id ?? null,
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    people: [query.get('as'), query.get('as2')],
  }
}

/** The address of a layout. */
export function writeLayout({ split, web, language, theme, people }: Layout): string {
  const [first, second] = people
  const entries: [string, string | null][] = [
    ['as', first],
    ['as2', second],
    ['split', split ? '1' : null],
    ['web', web ? '1' : '0'],
    ['lang', language],
    ['theme', theme === 'system' ? null : theme],
  ]
  const set = entries.flatMap(([key, value]): [string, string][] =>
    value === null ? [] : [[key, value]],
  )
  return `?${new URLSearchParams(set).toString()}`
}

/**
 * Who is in the two panes: the wanted people if they exist, otherwise two plain members, in the first
 * pane one who speaks the visitor's language. The first person is the owner, who may do everything; a
 * plain member is a better beginning.
 */
export function peopleIn(
  people: readonly Persona[],
  wanted: Layout['people'],
  language: Language,
): readonly [Persona | undefined, Persona | undefined] {
  const [owner, ...members] = people
  const one = (id: string | null) => people.find((person) => person.id === id)
  const speaker = members.find(({ locale }) => languageFor(locale) === language)
  const first = one(wanted[0]) ?? speaker ?? members[0] ?? owner
  const second = one(wanted[1]) ?? members.find((person) => person !== first) ?? owner
  return [first, second]
}

/** The layout, kept in the address. */
export function useLayout(): { layout: Layout; change: (part: Partial<Layout>) => void } {
  const [layout, setLayout] = useState(() =>
    readLayout(location.search, matchMedia('(min-width: 64rem)').matches),
  )
  useEffect(() => {
    history.replaceState(null, '', writeLayout(layout))
    if (layout.theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = layout.theme
  }, [layout])
  const change = useCallback(
    (part: Partial<Layout>) =>
      setLayout((old) => ({ ...old, ...part, webSeen: old.webSeen || (part.web ?? false) })),
    [],
  )
  return { layout, change }
}
