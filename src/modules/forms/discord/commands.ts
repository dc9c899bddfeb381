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

const form: APIApplicationCommandBasicOption = {
  type: kind.text,
  max_length: 64,
  autocomplete: true,
  ...words('form.option.form'),
}
const channel: APIApplicationCommandBasicOption = {
  type: kind.channel,
  // Channels of text and of announcements.
  channel_types: [0, 5],
  ...words('form.option.channel'),
}
const notify: APIApplicationCommandBasicOption = {
  type: kind.flag,
  ...words('form.option.notify'),
}

function choice(name: 'rate' | 'missing' | 'problems') {
  const key: TextKey = `choice.${name}`
  const name_localizations = { ja: t('ja', key), fr: t('fr', key), ko: t('ko', key) }
  return { name: t('en', key), name_localizations, value: name }
}

const show: APIApplicationCommandBasicOption = {
  type: kind.text,
  choices: [choice('rate'), choice('missing'), choice('problems')],
  ...words('form.option.show'),
}
const format: APIApplicationCommandBasicOption = {
  type: kind.text,
  choices: ['csv', 'xlsx', 'json'].map((value) => ({ name: value.toUpperCase(), value })),
  ...words('form.option.format'),
}

/** `/form` with everything that is done with forms. */
export const formCommand: RESTPostAPIApplicationCommandsJSONBody = {
  type: 1,
  ...words('form'),
  contexts: [0],
  integration_types: [0],
  options: [
    sub('form.create'),
    sub('form.edit', [form]),
    sub('form.publish', [form, channel, notify]),
    sub('form.close', [form]),
    sub('form.reopen', [form]),
    sub('form.delete', [form]),
    sub('form.status', [form, show]),
    sub('form.remind', [form]),
    sub('form.sync', [form]),
    sub('form.stats', [form]),
    sub('form.export', [form, format]),
    sub('form.repair', [form]),
    sub('form.my'),
    sub('form.help'),
  ],
}
