import type { en } from './en.ts'
import { around } from './ko/around.ts'
import { editor } from './ko/editor.ts'
import { event } from './ko/event.ts'
import { insight } from './ko/insight.ts'

/** Texts of the event pages in Korean. */
export const ko: Record<keyof typeof en, string> = { ...event, ...insight, ...editor, ...around }
