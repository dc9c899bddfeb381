import type {
  APIApplicationCommandBasicOption,
  APIApplicationCommandSubcommandOption,
  RESTPostAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10'
import type { Command, Parameter } from '../service/commands/command.ts'
import { commands } from '../service/commands/registry.ts'
import { t, type TextKey } from '../views/texts.ts'

type Described = TextKey extends infer Key
  ? Key extends `command.${infer Name}.description`
    ? Name
    : never
  : never

function words(name: Described) {
  const key = `command.${name}` as const
  const others = (one: TextKey) => ({ ja: t('ja', one), fr: t('fr', one), ko: t('ko', one) })
  const nameKey = `${key}.name` as TextKey
  return {
    name: t('en', nameKey),
    name_localizations: others(nameKey),
    description: t('en', `${key}.description`),
    description_localizations: others(`${key}.description`),
  }
}

function option({
  name,
  type,
  required = false,
  choices,
}: Parameter): APIApplicationCommandBasicOption {
  const shared = { ...words(`option.${name}`), name, required }
  if (type === 'integer') return { ...shared, type: 4, min_value: 1 }
  return {
    ...shared,
    type: 3,
    max_length: 100,
    ...(choices && { choices: choices.map((value) => ({ name: value, value })) }),
  }
}

function sub(one: Command): APIApplicationCommandSubcommandOption {
  const isNeeded = ({ required = false }: Parameter) => required
  const said = one.list.filter(({ ofRequests = false }: Parameter) => !ofRequests)
  const sorted = [...said.filter(isNeeded), ...said.filter((it) => !isNeeded(it))]
  return { ...words(`trade.${one.name}`), type: 1, options: sorted.map(option) }
}

/** `/trade` with every command as a sub-command, from the same list as all other doors. */
export const tradeCommand: RESTPostAPIApplicationCommandsJSONBody = {
  ...words('trade'),
  type: 1,
  contexts: [0],
  integration_types: [0],
  options: commands.map(sub),
}
