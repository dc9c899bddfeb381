import {
  createContext,
  useContext,
  useEffect,
  useMemo,
  useState,
  useTransition,
  type ReactNode,
} from 'react'
import type { Locale } from '#core/i18n/locale.ts'
import type { Messages } from '#core/i18n/translate.ts'
import type { en } from '../locales/en.ts'
import { createFormatter, type Formatter } from './formatter.ts'
import { loadMessages, rememberLocale } from './language.ts'

type Language = { formatter: Formatter; choose: (locale: Locale) => void; pending: boolean }

const LanguageContext = createContext<Language | null>(null)

function useLanguageContext(): Language {
  const language = useContext(LanguageContext)
  if (!language) throw new Error('LanguageProvider is missing.')
  return language
}

/** Gives the texts of the page; `initial` is loaded before the first paint. */
export function LanguageProvider(props: {
  initial: { locale: Locale; messages: Messages }
  children: ReactNode
}) {
  const [current, setCurrent] = useState(props.initial)
  const [pending, startTransition] = useTransition()
  useEffect(() => {
    document.documentElement.lang = current.locale
  }, [current.locale])
  const language = useMemo<Language>(
    () => ({
      formatter: createFormatter(current.locale, current.messages),
      pending,
      choose: (locale) =>
        startTransition(async () => {
          const messages = await loadMessages(locale)
          rememberLocale(locale)
          startTransition(() => setCurrent({ locale, messages }))
        }),
    }),
    [current, pending],
  )
  return <LanguageContext value={language}>{props.children}</LanguageContext>
}

/**
 * Makes the hook that gives a module its texts: `Keys` are the keys of its own English catalogue, so
 * that a misspelt key does not compile.
 */
export function createUseTexts<Keys extends string>(): () => Formatter<Keys> {
  return () => useLanguageContext().formatter
}

/** The shell's own texts. */
export const useShellTexts = createUseTexts<keyof typeof en>()

/** The language in use and how to change it. */
export function useLanguage(): { locale: Locale; choose: (locale: Locale) => void } {
  const { formatter, choose } = useLanguageContext()
  return { locale: formatter.locale, choose }
}
