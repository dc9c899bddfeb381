import type {
  APIApplicationCommandBasicOption,
  APIApplicationCommandSubcommandGroupOption,
  APIApplicationCommandSubcommandOption,
  RESTPostAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10'
import { t, type TextKey } from '../views/texts.ts'

/** Kinds of options on the wire. */
const kind = { sub: 1, group: 2, text: 3, number: 4, flag: 5, user: 6, role: 8 } as const

type Described<Prefix extends string> = TextKey extends infer Key
  ? Key extends `${Prefix}${infer Name}.description`
    ? Name
    : never
  : never

function words(key: `command.${Described<'command.'>}`) {
  const name: TextKey = `${key}.name`
  const description: TextKey = `${key}.description`
  const others = (one: TextKey) => ({ ja: t('ja', one), fr: t('fr', one), ko: t('ko', one) })
  return {
    name: t('en', name),
    name_localizations: others(name),
    description: t('en', description),
    description_localizations: others(description),
  }
}

const guildOnly = { contexts: [0], integration_types: [0] } as const

/** `/recruit` with everything optional: without a title a form opens. */
export const recruitCommand: RESTPostAPIApplicationCommandsJSONBody = {
  type: 1,
  ...words('command.recruit'),
  contexts: [...guildOnly.contexts],
  integration_types: [...guildOnly.integration_types],
  options: [
    { type: kind.text, min_length: 1, max_length: 100, ...words('command.recruit.title') },
    { type: kind.number, min_value: 1, max_value: 99, ...words('command.recruit.slots') },
    { type: kind.text, max_length: 2000, ...words('command.recruit.description') },
    { type: kind.text, max_length: 100, ...words('command.recruit.game') },
    { type: kind.text, max_length: 400, ...words('command.recruit.role') },
    { type: kind.text, max_length: 60, ...words('command.recruit.start') },
    { type: kind.text, max_length: 60, ...words('command.recruit.expires') },
    { type: kind.text, max_length: 50, autocomplete: true, ...words('command.recruit.template') },
    { type: kind.role, ...words('command.recruit.ping') },
    { type: kind.flag, ...words('command.recruit.voice') },
  ],
}

type Sub = Described<'command.recruits.'>

function sub(
  name: Exclude<Sub, `option.${string}`>,
  options: APIApplicationCommandBasicOption[] = [],
): APIApplicationCommandSubcommandOption {
  return { type: kind.sub, ...words(`command.recruits.${name}`), options }
}

const party: APIApplicationCommandBasicOption = {
  type: kind.text,
  max_length: 20,
  autocomplete: true,
  ...words('command.recruits.option.party'),
}
const user: APIApplicationCommandBasicOption = {
  type: kind.user,
  required: true,
  ...words('command.recruits.option.user'),
}
const game: APIApplicationCommandBasicOption = {
  type: kind.text,
  max_length: 90,
  ...words('command.recruits.option.game'),
}
const owner: APIApplicationCommandBasicOption = {
  type: kind.user,
  ...words('command.recruits.option.owner'),
}
const alert: APIApplicationCommandBasicOption = {
  type: kind.text,
  max_length: 100,
  required: true,
  autocomplete: true,
  ...words('command.recruits.option.alert'),
}

const alertGroup: APIApplicationCommandSubcommandGroupOption = {
  type: kind.group,
  ...words('command.recruits.alert'),
  options: [sub('add', [game, owner]), sub('remove', [alert])],
}

/** `/recruits`: one's own parties, blocks and alerts; all answers are private. */
export const recruitsCommand: RESTPostAPIApplicationCommandsJSONBody = {
  type: 1,
  ...words('command.recruits'),
  contexts: [...guildOnly.contexts],
  integration_types: [...guildOnly.integration_types],
  options: [
    sub('list', [game]),
    sub('mine'),
    sub('close', [party]),
    sub('edit', [party]),
    sub('block', [user]),
    sub('unblock', [user]),
    sub('blocks'),
    alertGroup,
    sub('alerts'),
    sub('templates'),
  ],
}
