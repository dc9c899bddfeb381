import type { Services } from '#core/context.ts'
import type { Texts } from '#core/i18n/texts.ts'
import type { DiscordPart } from '../part.ts'
import type { PanelNotes } from '../panels/notes.ts'
import type { DiscordRest } from '../rest/rest.ts'
import { createFirstAnswers, type FirstAnswer } from './first-answer.ts'
import { createLater } from './later.ts'
import type { PersonInteraction } from './payload.ts'
import { createPeople } from './people.ts'
import { served } from './run.ts'
import { createServe } from './serve.ts'
import { createHandlerTable } from './table.ts'
import { createOwnAnswers } from './texts.ts'

/** When a slow interaction is put off, after it was received (Discord waits 3,000 ms). */
export const slowMs = 1_500

/** Serves interactions, whichever door they come through. */
export type Router = {
  /** Resolves within `slowMs` of `receivedAt` (epoch milliseconds); never rejects. */
  handle(interaction: PersonInteraction, receivedAt: number): Promise<FirstAnswer>
  /** Resolves when nothing is being served. */
  settle(): Promise<void>
}

/** Makes the router of all modules. */
export function createRouter(needs: {
  services: Services
  rest: DiscordRest
  parts: readonly DiscordPart[]
  texts: Texts
  panels: PanelNotes
}): Router {
  const { services, rest, parts, texts, panels } = needs
  const { clock, log } = services
  const say = createOwnAnswers()
  const people = createPeople(services)
  const stale = (interaction: PersonInteraction) => {
    const { message } = interaction
    if (interaction.type === 3 && message) panels.stale(message.id, interaction.data.custom_id)
  }
  const serve = createServe({ services, people, texts, say, stale })
  const table = createHandlerTable(parts)
  const later = createLater({ rest, log, panels, say })
  const running = new Set<Promise<unknown>>()

  function track<T>(work: Promise<T>): Promise<T> {
    const promise = work.finally(() => running.delete(promise))
    running.add(promise)
    return promise
  }

  const first = createFirstAnswers({ later, panels, log, track })

  return {
    handle(interaction, receivedAt) {
      const found = served({ table, serve, say, stale }, interaction)
      const { deferral } = found
      const work = found.run()
      return track(
        new Promise<FirstAnswer>((resolve) => {
          const waited = clock.now() - receivedAt
          let answered = false
          const timer = clock.after(Math.max(0, slowMs - waited), () => {
            answered = true
            resolve(
              deferral
                ? first.putOff(interaction, work, deferral)
                : first.direct(interaction, { type: 'choices', choices: [] }),
            )
          })
          void work.then((answer) => {
            timer.cancel()
            if (!answered) resolve(first.direct(interaction, answer))
          })
        }),
      )
    },
    async settle() {
      while (running.size > 0) await Promise.allSettled(running)
      await people.settle()
    },
  }
}
