import type { Log } from '#core/log.ts'
import type { Answer } from '../part.ts'
import type { PanelNotes } from '../panels/notes.ts'
import { isRefusal } from '../rest/errors.ts'
import type { PostedMessage } from '../rest/messages.ts'
import { callbackOf, deferralOf, type Callback, type Deferral } from './callback.ts'
import type { Later } from './later.ts'
import type { PersonInteraction } from './payload.ts'

/** The first answer to an interaction, and what the door has to tell about it. Tell one of both. */
export type FirstAnswer = {
  callback: Callback
  /** The door should ask for the message that the answer becomes, if it can. */
  wantsMessage: boolean
  /** Discord has it; with the message where the door knows it. Resolves when all is done. */
  delivered(message: PostedMessage | null): Promise<void>
  /** It went out as the response to Discord's request; when it is read is not known. */
  left(): Promise<void>
  /** Discord did not take it. Resolves when all is done. */
  failed(error: unknown): Promise<void>
}

/** The two kinds of first answers. */
export type FirstAnswers = {
  direct(interaction: PersonInteraction, answer: Answer): FirstAnswer
  /** "Wait a moment"; what `work` resolves to follows. */
  putOff(interaction: PersonInteraction, work: Promise<Answer>, deferral: Deferral): FirstAnswer
}

/** Makes first answers; `track` counts what is still being done. */
export function createFirstAnswers(needs: {
  later: Later
  panels: PanelNotes
  log: Log
  track<T>(work: Promise<T>): Promise<T>
}): FirstAnswers {
  const { later, panels, log } = needs
  const track = (work: Promise<void>) => needs.track(work)

  async function becameMessage(
    interaction: PersonInteraction,
    answer: Answer,
    message: PostedMessage | null,
  ): Promise<void> {
    if (answer.type !== 'reply' || !answer.panel) return
    try {
      panels.posted(answer.panel, answer.message, message ?? (await later.original(interaction)))
    } catch (error) {
      log.warn({ err: error, interaction: interaction.id }, 'the posted answer was not found')
      panels.unshown(answer.panel)
    }
  }

  /** What follows once Discord has the answer. */
  async function after(
    interaction: PersonInteraction,
    answer: Answer,
    message: PostedMessage | null,
  ): Promise<void> {
    if (answer.type === 'update' && answer.also) await later.also(interaction, answer.also)
    await becameMessage(interaction, answer, message)
  }

  function direct(interaction: PersonInteraction, answer: Answer): FirstAnswer {
    // Files cannot come with the first answer at both doors: they follow it.
    if (answer.type === 'reply' && answer.message.files) {
      return putOff(interaction, Promise.resolve(answer), answer.ephemeral ? 'private' : 'public')
    }
    const panel = answer.type === 'update' ? answer.panel : undefined
    if (answer.type === 'update' && panel) panels.shown(panel, answer.message)
    return {
      callback: callbackOf(answer),
      wantsMessage: answer.type === 'reply' && answer.panel !== undefined,
      delivered(message) {
        if (panel) panels.arrived(panel)
        return track(after(interaction, answer, message))
      },
      left() {
        if (panel) panels.left(panel)
        return track(after(interaction, answer, null))
      },
      async failed(error) {
        if (panel) panels.arrived(panel)
        // Answered before: a duplicate of the interaction was faster.
        if (!isRefusal(error, 40060)) await track(later.fallBack(interaction, answer))
      },
    }
  }

  function putOff(
    interaction: PersonInteraction,
    work: Promise<Answer>,
    deferral: Deferral,
  ): FirstAnswer {
    const deliver = () => track(work.then((answer) => later.deliver(interaction, answer, deferral)))
    return {
      callback: deferralOf(deferral),
      wantsMessage: false,
      delivered: deliver,
      left: deliver,
      failed: (error) =>
        track(
          work.then((answer) =>
            isRefusal(error, 40060) ? undefined : later.fallBack(interaction, answer),
          ),
        ),
    }
  }

  return { direct, putOff }
}
