import type { en } from './en.ts'
import { en as english } from './en.ts'

/** Placeholder. */
export const ko: typeof en = english
