import type {
  APIApplicationCommandBasicOption,
  APIApplicationCommandSubcommandOption,
  RESTPostAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10'
import { t, type TextKey } from '../views/texts.ts'

/** Kinds of options on the wire. */
const kind = { sub: 1, text: 3, number: 4, flag: 5, user: 6, channel: 7 } as const

type Described = TextKey extends infer Key
  ? Key extends `command.${infer Name}.description`
    ? Name
    : never
  : never

function words(name: Described) {
  const key: TextKey = `command.${name}.name`
  const description: TextKey = `command.${name}.description`
  const others = (one: TextKey) => ({ ja: t('ja', one), fr: t('fr', one), ko: t('ko', one) })
  return {
    name: t('en', key),
    name_localizations: others(key),
    description: t('en', description),
    description_localizations: others(description),
  }
}

const text = (name: Described, max_length: number): APIApplicationCommandBasicOption => ({
  type: kind.text,
  max_length,
  ...words(name),
})
const eventOption: APIApplicationCommandBasicOption = {
  type: kind.text,
  max_length: 100,
  autocomplete: true,
  ...words('event.option.event'),
}

function sub(
  name: Described,
  options: APIApplicationCommandBasicOption[] = [],
): APIApplicationCommandSubcommandOption {
  return { type: kind.sub, ...words(name), options }
}

/** `/event`: everything about events that people do in Discord. */
export const eventCommand: RESTPostAPIApplicationCommandsJSONBody = {
  type: 1,
  ...words('event'),
  contexts: [0],
  integration_types: [0],
  options: [
    sub('event.create', [
      text('event.option.title', 200),
      text('event.option.start', 60),
      text('event.option.duration', 30),
      text('event.option.description', 2000),
      text('event.option.location', 200),
      { type: kind.channel, channel_types: [2, 13], ...words('event.option.voice') },
      { type: kind.number, min_value: 1, max_value: 10_000, ...words('event.option.places') },
      text('event.option.roles', 400),
      text('event.option.repeat', 200),
      { type: kind.text, max_length: 80, autocomplete: true, ...words('event.option.template') },
      { type: kind.flag, ...words('event.option.approval') },
    ]),
    sub('event.list'),
    sub('event.mine'),
    sub('event.show', [eventOption]),
    sub('event.edit', [eventOption]),
    sub('event.signup', [eventOption]),
    sub('event.withdraw', [eventOption]),
    sub('event.start', [eventOption]),
    sub('event.end', [eventOption]),
    sub('event.cancel', [eventOption, text('event.option.reason', 300)]),
    sub('event.post', [eventOption]),
    sub('event.sync', [eventOption]),
    sub('event.calendar'),
  ],
}
