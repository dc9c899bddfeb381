import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { createContext, type Services } from '#core/context.ts'
import type { Signals } from '#core/signals.ts'
import type { ShownPanel } from '../part.ts'
import { postedMessage } from '../rest/messages.ts'
import { hashOf } from './entry.ts'
import type { PanelNotes } from './notes.ts'
import type { Kinds } from './passes.ts'

const panel = z.object({ kind: z.string(), object_id: z.string(), version: z.number() })

const remoteNote = z.discriminatedUnion('what', [
  z.object({ what: z.literal('shown'), panel, hash: z.string() }),
  z.object({ what: z.literal('posted'), panel, hash: z.string(), message: postedMessage }),
  z.object({ what: z.literal('arrived'), panel }),
  z.object({ what: z.literal('left'), panel }),
  z.object({ what: z.literal('unshown'), panel }),
  z.object({ what: z.literal('stale'), message_id: z.string(), custom_id: z.string() }),
])

/** A note of another process; bodies travel as hashes. */
export type RemoteNote = z.infer<typeof remoteNote>

const channel = 'panels'

/** Reads the notes of other processes; what is none is ignored. */
export function hearRemoteNotes(signals: Signals, hear: (note: RemoteNote) => void): () => void {
  return signals.listen(channel, (text) => {
    const note = remoteNote.safeParse(JSON.parse(text)).data
    if (note) hear(note)
  })
}

/**
 * Notes of a process that does not keep the messages itself. What gets lost on the way costs the
 * keeper a call that changes nothing; the message that an answer became is written down here.
 */
export function createRemoteNotes(needs: {
  services: Services
  signals: Signals
  kinds: Kinds
  track: (work: Promise<void>) => void
}): PanelNotes {
  const { services, signals, kinds, track } = needs
  const send = (note: RemoteNote) => signals.send(channel, JSON.stringify(note))

  async function confirm({ kind, object_id }: ShownPanel, messageId: string): Promise<void> {
    const context = createContext(services, { actor: systemActor, locale: 'en' })
    try {
      await kinds.get(kind)?.kind.posted(context, object_id, messageId)
    } catch (error) {
      // The keeper finds the message by itself.
      services.log.warn({ err: error, kind, object: object_id }, 'a message was not written down')
    }
  }

  return {
    shown: (shown, body) => send({ what: 'shown', panel: shown, hash: hashOf(body) }),
    arrived: (shown) => send({ what: 'arrived', panel: shown }),
    left: (shown) => send({ what: 'left', panel: shown }),
    unshown: (shown) => send({ what: 'unshown', panel: shown }),
    posted(shown, body, message) {
      send({ what: 'posted', panel: shown, hash: hashOf(body), message })
      track(confirm(shown, message.id))
    },
    stale: (message_id, custom_id) => send({ what: 'stale', message_id, custom_id }),
  }
}
