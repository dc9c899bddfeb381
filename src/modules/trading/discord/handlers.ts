import { z } from 'zod'
import { coreError } from '#core/errors.ts'
import {
  handler,
  type Answer,
  type Call,
  type CommandCall,
  type ComponentCall,
  type Handler,
} from '#discord/part.ts'
import { rightsUpTo } from '../rules/rights.ts'
import { guildLocale } from '../service/announcements.ts'
import { commands, publicCommands } from '../service/commands/registry.ts'
import { orderById } from '../service/confirm.ts'
import type { CommandResult } from '../service/commands/command.ts'
import { runCommand, type CommandOutcome } from '../service/commands/run.ts'
import { quietContext } from '../service/transition.ts'
import { orderCard } from '../views/cards.ts'
import { answerMessage } from '../views/message.ts'
import { orderMessage } from '../views/order.ts'
import { isAllowedChannel } from '../service/notify.ts'

/** Every right: what somebody may do in Discord is capped by the person's own alone. */
const whole = rightsUpTo('admin', 'discord')

async function run(
  call: Call,
  name: string,
  parameters: Record<string, unknown>,
): Promise<CommandOutcome> {
  const { context, channel_id, guild_id, interaction_id } = call
  const userId = context.actor.user?.discord_id
  if (userId === undefined) throw coreError('not_authenticated')
  // A command with amounts belongs into a channel that is on the list, or into a private answer.
  return runCommand(quietContext(context, context), {
    name,
    parameters,
    user_id: userId,
    cap: whole,
    channel_id,
    guild_id,
    source_kind: 'discord',
    senders: [],
    request: { caller: 'interaction', key: interaction_id },
  })
}

type Done = { outcome: CommandOutcome; isPublic: boolean }

function slash(name: string): Handler<CommandCall> {
  return handler<CommandCall, Done>({
    async perform(call) {
      const outcome = await run(call, name, { ...call.options })
      const isListed =
        call.channel_id !== null && (await isAllowedChannel(call.context, call.channel_id))
      return {
        outcome,
        isPublic: publicCommands.has(name) && isListed && outcome.result.code === undefined,
      }
    },
    answer: ({ outcome, isPublic }, call) => ({
      type: 'reply',
      message: answerMessage(outcome.result, call.context.locale),
      ephemeral: !isPublic,
    }),
    whenSlow: publicCommands.has(name) ? 'public' : 'private',
  })
}

/** Who serves `/trade …`. */
export const onCommand = Object.fromEntries(
  commands.map(({ name }) => [`trade ${name}`, slash(name)]),
)

/** Somebody else's press must not take the buttons from whom they are for. */
const lasting = new Set(['not_your_order', 'second_person', 'not_allowed'])

/** Nothing has come of a press, and the order waits on: the buttons stay for another one. */
function leavesWaiting({ code }: CommandResult, state: unknown): boolean {
  if (code === undefined) return false
  const isWaiting = state === 'pending_confirm' || state === 'pending_approval'
  return lasting.has(code) || (isWaiting && code !== 'confirmation_expired')
}

const shownOrder = z.object({ order: z.looseObject({ state: z.string() }) })

function press(verb: 'confirm' | 'reject'): Handler<ComponentCall> {
  return handler<ComponentCall, CommandOutcome>({
    perform: (call) => run(call, verb, { id: call.id }),
    answer({ result }, call): Answer {
      const message = answerMessage(result, call.context.locale)
      const shown = shownOrder.safeParse(result.data).data
      if (leavesWaiting(result, shown?.order.state))
        return { type: 'reply', message, ephemeral: true }
      return { type: 'update', message }
    },
  })
}

type Decided = { outcome: CommandOutcome; order: Awaited<ReturnType<typeof orderById>> }

/** A button of a notification, which everybody sees: what became of the order is said in their language. */
function decide(verb: 'confirm' | 'reject'): Handler<ComponentCall> {
  return handler<ComponentCall, Decided>({
    async perform(call) {
      const outcome = await run(call, verb, { id: call.id })
      return { outcome, order: await orderById(call.context, call.id) }
    },
    answer({ outcome: { result }, order }, { context }): Answer {
      if (order === null || leavesWaiting(result, order.state))
        return { type: 'reply', message: answerMessage(result, context.locale), ephemeral: true }
      const locale = guildLocale(context)
      const shown = {
        type: result.type,
        message: orderMessage(order, locale),
        card: orderCard(order, locale),
        mode: order.mode,
      }
      return { type: 'update', message: answerMessage(shown, locale) }
    },
  })
}

/** The buttons of an order that waits: under the answer to who ordered, and under the notification. */
export const onComponent = {
  confirm: press('confirm'),
  reject: press('reject'),
  approve: decide('confirm'),
  decline: decide('reject'),
}
