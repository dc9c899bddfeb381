import type { z } from 'zod'
import type { Context } from '#core/context.ts'
import type { commandsAnswer } from '../../contract/data.ts'
import type { Rights } from '../../rules/rights.ts'
import { engineOf } from '../engine.ts'
import { effectiveRights } from '../rights.ts'
import { allowedCommands, commandJson } from './help.ts'
import { commands } from './registry.ts'

/** The commands as programs read them, all or those that a person may use. */
export async function commandList(
  context: Context,
  cap: Rights,
  userId: string | null,
): Promise<z.infer<typeof commandsAnswer>> {
  const shown =
    userId === null
      ? commands
      : allowedCommands(commands, await effectiveRights(context, cap, userId))
  const { TRADING_PREFIX: prefix } = engineOf(context).settings
  return { status: 'ok', commands: shown.map((one) => commandJson(one, context.locale, prefix)) }
}
