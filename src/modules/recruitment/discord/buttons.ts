import { handler, type Answer, type ComponentCall } from '#discord/part.ts'
import { acceptOffer, join, leave } from '../service/people.ts'
import type { Seen } from '../views/json.ts'
import { note, roleQuestion } from '../views/lists.ts'
import { roleChoices } from '../views/message.ts'
import { escapeMarkdown } from '#discord/message.ts'
import { t, type TextKey } from '../views/texts.ts'
import { guildOf, partyId } from './input.ts'
import { attempt, outdated, updated, type Instead } from './party-answers.ts'

/** A click on the public message must come from where the party is. */
function expectedOf(call: ComponentCall) {
  return { guild_id: guildOf(call), message_id: call.message?.id ?? null }
}

type Joining = Seen | Instead<'role_required' | 'message_outdated'>

function joining(role: (call: ComponentCall) => string | null) {
  return handler<ComponentCall, Joining>({
    perform: (call) =>
      attempt(
        call,
        ['role_required', 'message_outdated'],
        join(call.context, partyId(call.id), {
          role: role(call),
          note: '',
          mayWait: true,
          expected: expectedOf(call),
        }),
      ),
    answer(result, call) {
      if (!('instead' in result)) return updated(result, call)
      if (result.instead === 'message_outdated') return outdated(result, call)
      const { seen } = result
      const message = roleQuestion(seen.party.id, roleChoices(seen), call.context.locale)
      return { type: 'reply', message, ephemeral: true }
    },
  })
}

/** Gives the place up. */
const clickLeave = handler<ComponentCall, Seen | Instead<'message_outdated'>>({
  perform: (call) =>
    attempt(
      call,
      ['message_outdated'],
      leave(call.context, partyId(call.id), { expected: expectedOf(call) }),
    ),
  answer: (result, call) => ('instead' in result ? outdated(result, call) : updated(result, call)),
})

/** A word about a party in place of the private message that was used; others' messages stay. */
function said(call: ComponentCall, key: TextKey, seen: Seen, isPrivate: boolean): Answer {
  const { context } = call
  const message = note(t(context.locale, key, { title: escapeMarkdown(seen.party.title) }))
  return isPrivate ? { type: 'update', message } : { type: 'reply', message, ephemeral: true }
}

/** Chooses a role in the private question, and joins with it. */
const chooseRole = handler<ComponentCall, Seen>({
  perform: (call) =>
    join(call.context, partyId(call.id), {
      role: call.values[0] ?? null,
      note: '',
      mayWait: true,
      expected: { guild_id: guildOf(call) },
    }),
  answer(seen, call) {
    const userId = call.context.actor.user?.discord_id
    const mine = seen.seats.find((seat) => seat.user_id === userId)
    const key = mine?.status === 'confirmed' ? 'note.joined' : 'note.waiting'
    return said(call, key, seen, true)
  },
})

const over = ['not_joined', 'no_offer', 'recruitment_closed', 'recruitment_expired'] as const

/** What a button in a notice does; a notice that came too late says so in its place. */
function noticeButton(done: TextKey, work: (call: ComponentCall) => Promise<Seen>) {
  return handler<ComponentCall, Seen | Instead<(typeof over)[number]>>({
    perform: (call) => attempt(call, over, work(call)),
    answer(result, call) {
      const isPrivate = call.guild_id === null
      return 'instead' in result
        ? said(call, `error.${result.instead}`, result.seen, isPrivate)
        : said(call, done, result, isPrivate)
    },
  })
}

/** Leaves from one's own list of parties. */
const clickQuit = handler<ComponentCall, Seen | Instead<(typeof over)[number]>>({
  perform: (call) =>
    attempt(
      call,
      over,
      leave(call.context, partyId(call.id), { expected: { guild_id: guildOf(call) } }),
    ),
  answer: (result, call) =>
    'instead' in result
      ? said(call, `error.${result.instead}`, result.seen, true)
      : said(call, 'note.left', result, true),
})

/** What everybody's buttons do, by the verb in their custom id. */
export const memberComponents = {
  join: joining(() => null),
  role: joining((call) => call.values[0] ?? null),
  leave: clickLeave,
  as: chooseRole,
  quit: clickQuit,
  accept: noticeButton('note.accepted', (call) => acceptOffer(call.context, partyId(call.id), {})),
  decline: noticeButton('note.declined', (call) => leave(call.context, partyId(call.id), {})),
}
