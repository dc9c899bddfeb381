import type {
  APIApplicationCommandBasicOption,
  APIApplicationCommandSubcommandOption,
  RESTPostAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10'
import { t, type TextKey } from '../views/texts.ts'

/** Kinds of options on the wire. */
const kind = { sub: 1, text: 3, flag: 5, channel: 7 } as const

type Described = TextKey extends infer Key
  ? Key extends `command.${infer Name}.description`
    ? Name
    : never
  : never

function words(key: Described) {
  const name: TextKey = `command.${key}.name`
  const description: TextKey = `command.${key}.description`
  const others = (one: TextKey) => ({ ja: t('ja', one), fr: t('fr', one), ko: t('ko', one) })
  return {
    name: t('en', name),
    name_localizations: others(name),
    description: t('en', description),
    description_localizations: others(description),
  }
}

function sub(
  key: Described,
  options: APIApplicationCommandBasicOption[] = [],
): APIApplicationCommandSubcommandOption {
  return { type: kind.sub, ...words(key), options }
}

/** `/form` with everything that is done with forms. */
export const formCommand: RESTPostAPIApplicationCommandsJSONBody = {
  type: 1,
  ...words('form'),
  contexts: [0],
  integration_types: [0],
  options: [sub('form.create')],
}
