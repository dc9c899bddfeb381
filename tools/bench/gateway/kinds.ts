import { z } from 'zod'

/** Who reads the flood: our wrapper without and with a listener, and two to compare it with. */
export const readerKind = z.enum(['muster', 'muster-listening', 'ws', 'discord.js'])
/** Who reads the flood. */
export type ReaderKind = z.infer<typeof readerKind>
