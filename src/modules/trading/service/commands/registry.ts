import { engineOf } from '../engine.ts'
import { accountCommands } from './account.ts'
import { backtest } from './backtest.ts'
import type { Command } from './command.ts'
import { aliasesOf, helpCommand } from './help.ts'
import { marketCommands } from './market.ts'
import { orderCommands } from './orders.ts'
import { strategyCommands } from './strategies.ts'

const help = helpCommand(
  () => commands,
  ({ context }) => engineOf(context).settings.TRADING_PREFIX,
)

/** Every command there is, for all doors. */
export const commands: readonly Command[] = [
  accountCommands.balance,
  orderCommands.buy,
  orderCommands.sell,
  accountCommands.status,
  accountCommands.positions,
  marketCommands.markets,
  marketCommands.chart,
  strategyCommands.signals,
  strategyCommands.performance,
  orderCommands.list,
  orderCommands.show,
  orderCommands.cancel,
  orderCommands.confirm,
  orderCommands.reject,
  strategyCommands.strategy,
  backtest,
  accountCommands.halt,
  accountCommands.resume,
  accountCommands.mode,
  accountCommands.limits,
  accountCommands.permissions,
  help,
]

/** What others may see too: prices and markets, but nothing of the account. */
export const publicCommands: ReadonlySet<string> = new Set(['markets', 'chart', 'help'])

/** A command by its name, in any of the languages; null when there is none. */
export function findCommand(name: string): Command | null {
  const wanted = name.normalize('NFKC').trim().toLowerCase()
  const byName = commands.find((one) => one.name === wanted)
  return byName ?? commands.find((one) => aliasesOf(one.name).includes(wanted)) ?? null
}
