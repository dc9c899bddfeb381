import type { z } from 'zod'
import type { Context } from '#core/context.ts'
import type { AppError } from '#core/errors.ts'
import { check, fieldsOf, type Mistake } from '#core/http/issues.ts'
import type { ResponseType } from '../../contract/envelope.ts'
import type { Mode, Right } from '../../contract/values.ts'
import type { Rights } from '../../rules/rights.ts'
import type { Card } from '../../views/card.ts'
import { t, type TextKey } from '../../views/texts.ts'
import { texts } from '../language.ts'
import { refuse } from '../../errors.ts'

/** Names of what commands can be told; texts `option.<name>`. */
export type ParameterName = TextKey extends infer Key
  ? Key extends `command.option.${infer Name}.description`
    ? Name
    : never
  : never

/** One thing that a command can be told. */
export type Parameter = {
  name: ParameterName
  type: 'string' | 'integer'
  required?: boolean
  choices?: readonly string[]
  /** Takes all words that are left, when typed in a message. */
  rest?: boolean
  /** Of requests alone: it stands instead of a required one, which a slash command cannot say. */
  ofRequests?: boolean
}

/** Who runs a command, and from where. */
export type CommandRun<Parameters = Record<string, unknown>> = {
  context: Context
  parameters: Parameters
  user_id: string
  rights: Rights
  channel_id: string | null
  guild_id: string | null
  source_kind: 'discord' | 'web' | 'api'
  /** Names the request over repetitions. */
  idempotencyKey: string | null
  checksDuplicates: boolean
}

/** A picture to show beside. */
export type Picture = { name: string; png: Buffer }

/** What a command answers, for every door. */
export type CommandResult = {
  type: ResponseType
  message: string
  data: Record<string, unknown>
  /** Why it was refused, as a stable code. */
  code?: string
  card?: Card
  picture?: Picture
  /** An order that waits to be confirmed by buttons. */
  ask?: { order_id: string; kind: 'confirm' | 'approve' }
  /** Pretend or real money, as it was switched then; known once it has run. */
  mode?: Mode
}

/** A command, once for all doors: messages, slash, buttons, webhook, pages and help. */
export type Command = {
  name: CommandName
  right: Right | 'everyone'
  limit: 'view' | 'trade' | 'backtest'
  /** Repetitions of one request must not take effect again. */
  changes: boolean
  list: readonly Parameter[]
  examples: readonly string[]
  run: (run: CommandRun) => Promise<CommandResult>
}

/** Names of commands; texts `command.trade.<name>`. */
export type CommandName = TextKey extends infer Key
  ? Key extends `command.trade.${infer Name}.description`
    ? Name
    : never
  : never

/** Refuses what a command was told, in words: each mistake with its place. */
export function badParameters(mistakes: readonly Pick<Mistake, 'path' | 'message'>[]): AppError {
  const fields = fieldsOf(mistakes)
  const said = Object.entries(fields).map(([name, list]) => `${name}: ${list.join(' ')}`)
  return refuse('bad_request', { fields, params: { detail: said.join('\n') } })
}

/** The same for a single mistake, in a sentence of ours. */
export function badParameter(
  { locale }: Pick<Context, 'locale'>,
  name: string,
  key: TextKey,
  values: Record<string, string> = {},
): AppError {
  return badParameters([{ path: [name], message: t(locale, key, values) }])
}

/** A command that parses what it is told; throws `bad_request` in the language of who asks. */
export function command<Parameters>(
  definition: Omit<Command, 'run' | 'changes'> & {
    changes?: boolean
    shape: z.ZodType<Parameters>
    run: (run: CommandRun<Parameters>) => Promise<CommandResult>
  },
): Command {
  const { shape, run, changes = false, ...rest } = definition
  return {
    ...rest,
    changes,
    run(given) {
      const { locale } = given.context
      const checked = check(shape, given.parameters, { texts, locale })
      if (!checked.ok) throw badParameters(checked.mistakes)
      return run({ ...given, parameters: checked.value })
    },
  }
}
