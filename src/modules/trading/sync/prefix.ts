import { z } from 'zod'
import { systemActor, type Actor } from '#core/access/actor.ts'
import { findUser, rememberUser } from '#core/access/users.ts'
import { createContext, type Context, type Services } from '#core/context.ts'
import { AppError } from '#core/errors.ts'
import type { JobKind } from '#core/jobs/jobs.ts'
import type { DiscordTools, DispatchListener } from '#discord/part.ts'
import { isRefusal } from '#discord/rest/errors.ts'
import { createMessage, nonceOf, sendDirectMessage } from '#discord/rest/messages.ts'
import { namedWords, parseTyped } from '../rules/typed.ts'
import { rightsUpTo } from '../rules/rights.ts'
import type { Command } from '../service/commands/command.ts'
import { languageOf, namedParameters, usageIn } from '../service/commands/help.ts'
import { findCommand, publicCommands } from '../service/commands/registry.ts'
import { runCommand } from '../service/commands/run.ts'
import { engineOf } from '../service/engine.ts'
import { texts } from '../service/language.ts'
import { isAllowedChannel } from '../service/notify.ts'
import { answerMessage, type Shown } from '../views/message.ts'
import { t } from '../views/texts.ts'

const message = z.looseObject({
  id: z.string(),
  channel_id: z.string(),
  guild_id: z.string().optional(),
  content: z.string().default(''),
  author: z.looseObject({
    id: z.string(),
    username: z.string(),
    global_name: z.string().nullish(),
    avatar: z.string().nullish(),
    bot: z.boolean().optional(),
  }),
})

const payload = z.object({
  message_id: z.string(),
  channel_id: z.string(),
  guild_id: z.string().nullable(),
  user_id: z.string(),
  content: z.string(),
})
type Payload = z.infer<typeof payload>

/** Hears messages that begin with the prefix; the work is a job, so that it survives a crash. */
export const prefixDispatch: DispatchListener = {
  event: 'MESSAGE_CREATE',
  async hear(services, data) {
    const said = message.safeParse(data).data
    if (!said || said.author.bot) return
    const { TRADING_PREFIX } = engineOf(services).settings
    const typed = parseTyped(said.content, TRADING_PREFIX)
    if (!typed || !findCommand(typed.name)) return
    await services.database.write(async (tx) => {
      await rememberUser(tx, said.author, services.clock)
      await services.jobs.enqueue(tx, {
        kind: 'trading.message',
        key: `trading.message:${said.id}`,
        onConflict: 'keep',
        group: `trading.message:${said.author.id}`,
        payload: {
          message_id: said.id,
          channel_id: said.channel_id,
          guild_id: said.guild_id ?? null,
          user_id: said.author.id,
          content: said.content,
        },
      })
    })
  },
}

/** In the language of the person, or else of the command's name, or else of the server. */
async function contextOf(services: Services, it: Payload): Promise<Context> {
  const user = await findUser(services.database, it.user_id)
  const actor: Actor = { ...systemActor, source: 'discord', user }
  const guild = it.guild_id === null ? null : services.members.guildLocale(it.guild_id)
  const typed = parseTyped(it.content, engineOf(services).settings.TRADING_PREFIX)
  const locale = user?.locale ?? languageOf(typed?.name ?? '') ?? guild ?? 'en'
  return createContext(services, { actor, locale })
}

/** A refusal; what was typed wrongly is named in the reader's words, with how it is typed. */
function refusal(error: AppError, { locale }: Context, command: Command, prefix: string): Shown {
  const said = texts.error(locale, error)
  if (error.code !== 'bad_request') return { type: 'error', message: said }
  const named = command.list.reduce(
    (text, { name }) =>
      text.replaceAll(
        new RegExp(`(^|\\s)${name}: `, 'g'),
        `$1${t(locale, `command.option.${name}.name`)}: `,
      ),
    said,
  )
  const usage = t(locale, 'error.usage', { usage: `\`${usageIn(locale, command, prefix)}\`` })
  return { type: 'error', message: `${named}\n${usage}` }
}

async function answerOf(services: Services, it: Payload, context: Context): Promise<Shown | null> {
  const { TRADING_PREFIX: prefix } = engineOf(services).settings
  const typed = parseTyped(it.content, prefix)
  const command = typed && findCommand(typed.name)
  if (!typed || !command) return null
  try {
    const { result } = await runCommand(context, {
      name: command.name,
      parameters: namedWords(typed.words, namedParameters(command)),
      user_id: it.user_id,
      cap: rightsUpTo('admin', 'discord'),
      channel_id: it.channel_id,
      guild_id: it.guild_id,
      source_kind: 'discord',
      senders: [],
      request: { caller: 'message', key: it.message_id },
    })
    return result
  } catch (error) {
    if (error instanceof AppError) return refusal(error, context, command, prefix)
    throw error
  }
}

async function reply(services: Services, { rest }: DiscordTools, it: Payload): Promise<void> {
  const context = await contextOf(services, it)
  const shown = await answerOf(services, it, context)
  if (!shown) return
  const typed = parseTyped(it.content, engineOf(services).settings.TRADING_PREFIX)
  const name = typed ? findCommand(typed.name)?.name : undefined
  const body = answerMessage(shown, context.locale)
  const nonce = nonceOf('trading.message', it.message_id)
  const isPublic = name !== undefined && publicCommands.has(name)
  const isRefused = shown.type === 'error' && !shown.card
  if (
    it.guild_id === null ||
    isPublic ||
    isRefused ||
    (await isAllowedChannel(services, it.channel_id))
  ) {
    await createMessage(rest, it.channel_id, { body, nonce, lane: 'answers' })
    return
  }
  // Amounts of the account are nobody's business in a channel that is not on the list.
  try {
    await sendDirectMessage(rest, it.user_id, { body, nonce })
  } catch (error) {
    if (!isRefusal(error)) throw error
  }
  const hint = answerMessage(
    { type: 'info', message: t(context.locale, 'reply.elsewhere') },
    context.locale,
  )
  await createMessage(rest, it.channel_id, {
    body: hint,
    nonce: nonceOf('elsewhere', it.message_id),
    lane: 'answers',
  })
}

/** Answers commands that were typed in messages. */
export function prefixJob(services: Services, tools: DiscordTools): JobKind<Payload> {
  return {
    kind: 'trading.message',
    payload,
    policy: { attempts: 4 },
    run: (it) => reply(services, tools, it),
  }
}
