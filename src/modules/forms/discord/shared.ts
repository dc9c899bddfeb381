import { createContext } from '#core/context.ts'
import { handler, type Answer, type Call, type Handler } from '#discord/part.ts'
import type { MessageBody } from '#discord/message.ts'
import { takeCommand } from '../service/limits.ts'

/**
 * A handler whose work is more than one transaction, with calls to Google between them: it says
 * itself what the answer is, and bears being asked twice.
 */
export function doing<C extends Call>(
  work: (call: C) => Promise<Answer>,
  options: Pick<Handler<C>, 'whenSlow' | 'untraced'> = {},
): Handler<C> {
  return handler<C, Answer>({
    ...options,
    perform(call) {
      const { actor, locale } = call.context
      return work({ ...call, context: createContext(call.context, { actor, locale }) })
    },
    answer: (result) => result,
  })
}

/** The same for a command, which counts against the limit of its person. */
export function command<C extends Call>(work: (call: C) => Promise<Answer>): Handler<C> {
  return doing(async (call) => {
    await takeCommand(call.context)
    return work(call)
  })
}

/** A message that only the person who acted sees. */
export function whisper(message: MessageBody): Answer {
  return { type: 'reply', message, ephemeral: true }
}

/** In place of the private message that was used, or as a new one. */
export function inPlace(call: Call, message: MessageBody): Answer {
  return call.message ? { type: 'update', message } : whisper(message)
}
