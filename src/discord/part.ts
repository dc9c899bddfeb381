import type {
  APIModalInteractionResponseCallbackData,
  RESTPostAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10'
import type { Context, Services } from '#core/context.ts'
import type { Locale } from '#core/i18n/locale.ts'
import type { JobKind } from '#core/jobs/jobs.ts'
import type { Observation } from '#core/presence.ts'
import type { GuildDirectory } from './directory/guilds.ts'
import type { MessageBody } from './message.ts'
import type { PanelKind } from './panels/panel.ts'
import type { DiscordRest } from './rest/rest.ts'

/** What every kind of interaction carries; `context.actor` is the person who acted. */
export type Call = {
  context: Context
  interaction_id: string
  guild_id: string | null
  channel_id: string | null
  /** Language of public messages in this guild. */
  guildLocale: Locale
  /** The message a component sits on, or a modal was opened from. */
  message: { id: string; channel_id: string } | null
}

/** An account that a command names. */
export type NamedAccount = { id: string; username: string; name: string; bot: boolean }

/** A slash command, already resolved to its sub-command (`create` in `/form create`). */
export type CommandCall = Call & {
  command: string
  subcommand: string | null
  options: Record<string, string | number | boolean>
  /** Ids of roles among the values that anybody may mention. */
  mentionable: readonly string[]
  /** People among the values, by id. */
  people: Readonly<Record<string, NamedAccount>>
}

/** A half-typed option that asks for suggestions. */
export type AutocompleteCall = CommandCall & { focused: string }

/** A press of a button or a choice in a select. `id` is user input: look it up, never trust it. */
export type ComponentCall = Call & { verb: string; id: string; values: string[] }

/** A submitted modal; values by the custom id of the field. */
export type ModalCall = Call & {
  verb: string
  id: string
  fields: Record<string, string | string[] | boolean | null>
}

/** The panel object whose newest render an answer shows, so that no second edit is made. */
export type ShownPanel = { kind: string; object_id: string; version: number }

/** The first answer to an interaction. */
export type Answer =
  | { type: 'reply'; message: MessageBody; ephemeral: boolean; panel?: ShownPanel }
  /** `also` is a private word to the person after the message has changed. */
  | { type: 'update'; message: MessageBody; panel?: ShownPanel; also?: MessageBody }
  | { type: 'modal'; modal: APIModalInteractionResponseCallbackData }
  | { type: 'choices'; choices: { name: string; value: string | number }[] }

/**
 * How an interaction is served, in two steps: `perform` runs the use case, `answer` is pure and
 * renders what the unit of work returned. The answer of a write is stored in the write's own
 * transaction, so that a repeated interaction gets it again.
 */
export type Handler<C extends Call, Result = unknown> = {
  perform(call: C): Promise<Result>
  answer(result: Result, call: C): Answer
  /** What a slow command shows meanwhile: who sees the answer is fixed then. Default `private`. */
  whenSlow?: 'private' | 'public'
  /** Nothing is written down of who does this and when; somebody never met has the user id 0. */
  untraced?: boolean
}

/** A refusal with this code says that the message is not the newest of its object: it is repaired. */
export const outdatedCode = 'message_outdated'

/** Checks a handler's types and forgets its result type. */
export function handler<C extends Call, Result>(definition: Handler<C, Result>): Handler<C> {
  return definition
}

/** A permission the bot needs in a guild, and what for, as a catalogue key of the module. */
export type NeededPermission = { name: string; bit: bigint; reason: string }

/** A dispatch that a module wants to hear of; it only ever means *look at this again*. */
export type DispatchListener = {
  event: string
  hear(services: Services, data: unknown): Promise<void>
}

/** What background work needs to reach Discord. */
export type DiscordTools = {
  rest: DiscordRest
  guilds: Pick<GuildDirectory, 'get' | 'list' | 'complete'>
  /** The bot's user id. */
  botId(): string
}

/** A person whose presence is followed in a guild, with what was known of it before. */
export type Followed = {
  guild_id: string
  user_id: string
  known: Pick<Observation, 'presence' | 'in_guild' | 'observed_at' | 'since' | 'seen_at'> | null
}

/** Whose presences a module follows, and where it keeps what was seen. */
export type PresencePart = {
  /** After a fact of this topic somebody else may have to be followed. */
  topic: string
  followed(services: Services): Promise<readonly Followed[]>
  /**
   * Keeps what was seen: each whose visible state changed, soon; the others once a minute, for their
   * time. The newest state of a person may come twice.
   */
  save(services: Services, seen: readonly Observation[]): Promise<void>
}

/** What a module offers on Discord. */
export type DiscordPart = {
  /** Custom ids are `<prefix>:<version>:<verb>:<id>`. */
  prefix: string
  version: number
  /** Custom ids that older wishes spell otherwise: what one begins with, and its verb. */
  plainIds?: Readonly<Record<string, string>>
  /** Gateway intents as a bit set. */
  intents: number
  permissions: readonly NeededPermission[]
  /** With names and descriptions in all four languages. */
  commands: readonly RESTPostAPIApplicationCommandsJSONBody[]
  /** By `command` or `command subcommand`. */
  onCommand: Record<string, Handler<CommandCall>>
  onAutocomplete: Record<string, Handler<AutocompleteCall>>
  /** By verb. */
  onComponent: Record<string, Handler<ComponentCall>>
  onModal: Record<string, Handler<ModalCall>>
  panels: readonly PanelKind[]
  dispatches: readonly DispatchListener[]
  presence?: PresencePart
  /** Background work whose effects are in Discord; it outlasts an outage unless its kind has a policy. */
  jobs?(services: Services, discord: DiscordTools): readonly JobKind[]
}
