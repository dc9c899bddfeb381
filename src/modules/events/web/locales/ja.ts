import type { en } from './en.ts'
import { around } from './ja/around.ts'
import { editor } from './ja/editor.ts'
import { event } from './ja/event.ts'
import { insight } from './ja/insight.ts'

/** Texts of the event pages in Japanese. */
export const ja: Record<keyof typeof en, string> = { ...event, ...insight, ...editor, ...around }
