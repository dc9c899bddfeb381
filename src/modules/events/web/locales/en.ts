import { around } from './en/around.ts'
import { editor } from './en/editor.ts'
import { event } from './en/event.ts'
import { insight } from './en/insight.ts'

/** Texts of the event pages in English; the other languages have the same keys. */
export const en = { ...event, ...insight, ...editor, ...around } as const
