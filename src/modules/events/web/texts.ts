import { createUseTexts } from '#web/i18n/texts.tsx'
import type { en } from './locales/en.ts'

/** Key of a text of the event pages. */
export type TextKey = keyof typeof en

/** The texts of the event pages. */
export const useTexts = createUseTexts<TextKey>()

/** How a type of events is called: by its own word, or as an event where nobody gave it one. */
export function useTypeName(): (type: string) => string {
  const { text } = useTexts()
  return (type) => (type === 'event' ? text('web.events.type.event') : type)
}
