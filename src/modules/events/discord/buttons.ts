import { AppError } from '#core/errors.ts'
import { handler, type Answer, type Call, type ComponentCall } from '#discord/part.ts'
import type { Changed } from '../service/change.ts'
import { get } from '../service/reading.ts'
import { countClick, recordView } from '../service/counts.ts'
import { checkIn, decide, signUp, withdraw, type SignupWish } from '../service/signups.ts'
import { panelId } from '../rules/panels.ts'
import type { Seen } from '../views/json.ts'
import { signupMessage } from '../views/message.ts'
import { eventLink, note, outcomeNote, peopleList, roleQuestion } from '../views/notes.ts'
import { t } from '../views/texts.ts'
import { guildOf, meIn, targetOf } from './input.ts'

/** Nothing was changed; `instead` is the code of the refusal that an own answer explains. */
type Instead = { instead: 'role_required' | 'already_joined' | 'message_outdated'; seen: Seen }
type Result = Changed | Instead

const explained = ['role_required', 'already_joined', 'message_outdated'] as const

async function attempt(call: ComponentCall, work: Promise<Changed>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    const code = explained.find((one) => error instanceof AppError && error.code === one)
    if (code === undefined) throw error
    return { instead: code, seen: await get(call.context, targetOf(call).id) }
  }
}

/** The public message that was clicked, as it is now, where it is a known one. */
export function fresh(seen: Seen, call: Call): Extract<Answer, { type: 'update' }> | null {
  const message = seen.messages.find(
    (one) =>
      one.guild_id === call.guild_id &&
      (one.discord_message_id === call.message?.id || one.discord_message_id === null) &&
      one.channel_id === call.message?.channel_id,
  )
  if (!message) return null
  const { event } = seen
  return {
    type: 'update',
    message: signupMessage(seen, message.locale, call.context),
    panel: { kind: 'event', object_id: panelId(message), version: event.version },
  }
}

/** The newest public message in place of the one that was clicked, and a private word about it. */
function updated(seen: Seen, call: ComponentCall, userId: string | null): Answer {
  const word = outcomeNote(seen, userId, call.context.locale)
  const update = fresh(seen, call)
  return update ? { ...update, also: word } : { type: 'reply', message: word, ephemeral: true }
}

function answered(result: Result, call: ComponentCall): Answer {
  const { locale } = call.context
  if (!('instead' in result)) return updated(result, call, result.userId)
  if (result.instead === 'role_required') {
    return { type: 'reply', message: roleQuestion(result.seen, 0, locale), ephemeral: true }
  }
  if (result.instead === 'message_outdated') {
    const text = t(locale, 'error.message_outdated')
    return { type: 'reply', message: eventLink(result.seen, text, call.context), ephemeral: true }
  }
  return { type: 'reply', message: outcomeNote(result.seen, meIn(call), locale), ephemeral: true }
}

function expectedOf(call: ComponentCall) {
  return { guild_id: guildOf(call), message_id: call.message?.id ?? null }
}

function answering(wishOf: (call: ComponentCall) => SignupWish) {
  return handler<ComponentCall, Result>({
    async perform(call) {
      const { id } = targetOf(call)
      await countClick(call.context, id)
      const request = { expected: expectedOf(call) }
      return attempt(call, signUp(call.context, id, wishOf(call), request))
    },
    answer: answered,
  })
}

type Turning = { seen: Seen; page: number } | Result

/** A role in the public select, or in the private question, which then says what came of it. */
const chooseRole = handler<ComponentCall, Turning>({
  async perform(call) {
    const { id, page } = targetOf(call)
    const [value] = call.values
    if (value === 'more') return { seen: await get(call.context, id), page }
    await countClick(call.context, id)
    const request = { expected: { guild_id: guildOf(call) } }
    return attempt(call, signUp(call.context, id, { role_id: value ?? null }, request))
  },
  answer(result, call) {
    const { locale } = call.context
    if ('page' in result) {
      const message = roleQuestion(result.seen, result.page, locale)
      return { type: 'reply', message, ephemeral: true }
    }
    const seen = 'instead' in result ? result.seen : result
    const isPublic = seen.messages.some((one) => one.discord_message_id === call.message?.id)
    if (isPublic) return answered(result, call)
    return { type: 'update', message: outcomeNote(seen, meIn(call), locale) }
  },
})

/** Another page of the private question. */
const turnRoles = handler<ComponentCall, { seen: Seen; page: number }>({
  async perform(call) {
    const { id, page } = targetOf(call)
    return { seen: await get(call.context, id), page }
  },
  answer: ({ seen, page }, call) => ({
    type: 'update',
    message: roleQuestion(seen, page, call.context.locale),
  }),
})

const leave = handler<ComponentCall, Result>({
  perform: (call) =>
    attempt(call, withdraw(call.context, targetOf(call).id, { expected: expectedOf(call) })),
  answer: answered,
})

/** Everybody, for one's own eyes; its pages turn in place. */
const view = handler<ComponentCall, { seen: Seen; page: number; turning: boolean }>({
  async perform(call) {
    const { id, page } = targetOf(call)
    await recordView(call.context, id, 'discord')
    return { seen: await get(call.context, id), page, turning: call.id.includes(':') }
  },
  answer({ seen, page, turning }, call) {
    const message = peopleList(seen, page, call.context.locale)
    return turning ? { type: 'update', message } : { type: 'reply', message, ephemeral: true }
  },
})

const here = handler<ComponentCall, Result>({
  perform: (call) =>
    attempt(call, checkIn(call.context, targetOf(call).id, { expected: expectedOf(call) })),
  answer: answered,
})

/** A button in a notice: what it did is said in its place. */
function inNotice(work: (call: ComponentCall) => Promise<Changed>) {
  return handler<ComponentCall, Changed>({
    perform: work,
    answer(seen, call) {
      const message = outcomeNote(seen, seen.userId, call.context.locale)
      return { type: 'update', message: note(message.content ?? '') }
    },
  })
}

/** What everybody's buttons and selects do, by the verb in their custom id. */
export const memberComponents = {
  signup: answering(() => ({})),
  option: answering((call) => ({ option: call.values[0] ?? '' })),
  role: chooseRole,
  roles: turnRoles,
  withdraw: leave,
  view,
  checkin: here,
  accept: inNotice((call) =>
    decide(call.context, targetOf(call).id, { userId: null, ruling: 'accept' }),
  ),
  decline: inNotice((call) => withdraw(call.context, targetOf(call).id)),
}
