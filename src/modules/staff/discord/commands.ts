import type {
  APIApplicationCommandBasicOption,
  APIApplicationCommandSubcommandGroupOption,
  APIApplicationCommandSubcommandOption,
  RESTPostAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10'
import { t, type TextKey } from '../views/texts.ts'

/** Kinds of options on the wire. */
const kind = { sub: 1, group: 2, text: 3, user: 6, channel: 7 } as const
/** Channels of text and of announcements. */
const textChannels = [0, 5]

type Described<Prefix extends string> = TextKey extends infer Key
  ? Key extends `${Prefix}${infer Name}.description`
    ? Name
    : never
  : never

const others = (key: TextKey) => ({ ja: t('ja', key), fr: t('fr', key), ko: t('ko', key) })

function words(key: `command.${Described<'command.'>}`) {
  const name: TextKey = `${key}.name`
  const description: TextKey = `${key}.description`
  return {
    name: t('en', name),
    name_localizations: others(name),
    description: t('en', description),
    description_localizations: others(description),
  }
}

type Sub = Exclude<Described<'command.staff.'>, `option.${string}`>

function sub(
  name: Sub,
  options: APIApplicationCommandBasicOption[] = [],
): APIApplicationCommandSubcommandOption {
  return { type: kind.sub, ...words(`command.staff.${name}`), options }
}

function group(
  name: Sub,
  options: APIApplicationCommandSubcommandOption[],
): APIApplicationCommandSubcommandGroupOption {
  return { type: kind.group, ...words(`command.staff.${name}`), options }
}

const statuses = ['online', 'idle', 'dnd', 'offline', 'unknown'] as const

const role: APIApplicationCommandBasicOption = {
  type: kind.text,
  max_length: 100,
  autocomplete: true,
  ...words('command.staff.option.role'),
}
const status: APIApplicationCommandBasicOption = {
  type: kind.text,
  choices: statuses.map((value) => ({
    name: t('en', `choice.${value}`),
    name_localizations: others(`choice.${value}`),
    value,
  })),
  ...words('command.staff.option.status'),
}
const member: APIApplicationCommandBasicOption = {
  type: kind.user,
  ...words('command.staff.option.member'),
}
const channel: APIApplicationCommandBasicOption = {
  type: kind.channel,
  channel_types: textChannels,
  ...words('command.staff.option.channel'),
}
const until: APIApplicationCommandBasicOption = {
  type: kind.text,
  max_length: 40,
  ...words('command.staff.option.until'),
}
const reason: APIApplicationCommandBasicOption = {
  type: kind.text,
  max_length: 500,
  ...words('command.staff.option.reason'),
}

/** `/staff`: all answers are private but the panel. */
export const staffCommand: RESTPostAPIApplicationCommandsJSONBody = {
  type: 1,
  ...words('command.staff'),
  contexts: [0],
  integration_types: [0],
  options: [
    sub('list', [role, status]),
    sub('who'),
    sub('link', [member]),
    sub('unlink', [member]),
    sub('sync'),
    sub('panel', [channel]),
    group('duty', [sub('duty.on'), sub('duty.break'), sub('duty.off')]),
    group('loa', [sub('loa.set', [until, reason]), sub('loa.clear')]),
    sub('privacy'),
  ],
}
