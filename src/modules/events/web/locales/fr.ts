import type { en } from './en.ts'
import { around } from './fr/around.ts'
import { editor } from './fr/editor.ts'
import { event } from './fr/event.ts'
import { insight } from './fr/insight.ts'

/** Texts of the event pages in French. */
export const fr: Record<keyof typeof en, string> = { ...event, ...insight, ...editor, ...around }
