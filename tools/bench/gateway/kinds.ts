import { z } from 'zod'

/**
 * Who reads the flood: our wrapper without and with a listener, one that follows some people, the same
 * over zlib-stream, and those to compare them with: a bare socket, one that inflates at once, and
 * discord.js.
 */
export const readerKind = z.enum([
  'muster',
  'muster-listening',
  'muster-following',
  'muster-zlib',
  'ws',
  'inflate',
  'discord.js',
])
/** Who reads the flood. */
export type ReaderKind = z.infer<typeof readerKind>
