import type { RESTPostAPIApplicationCommandsJSONBody } from 'discord-api-types/v10'
import { z } from 'zod'
import { coreError } from '#core/errors.ts'
import {
  handler,
  type Answer,
  type Call,
  type CommandCall,
  type ComponentCall,
  type ModalCall,
} from '#discord/part.ts'
import { createBody, patchBody } from './contract.ts'
import * as service from './service.ts'
import type { Seen } from './views/json.ts'
import { deletedNotice, managePanel, partyForm, partyMessage } from './views/message.ts'
import { t, type TextKey } from './views/texts.ts'

/** How long the answer to a command has to become the party's message, in milliseconds. */
const answerMs = 5_000
const defaultSlots = 4

function localized(key: TextKey): { name: string; name_localizations: Record<string, string> }
function localized(key: TextKey): { name: string; name_localizations: Record<string, string> } {
  return { name: t('en', key), name_localizations: others(key) }
}

function others(key: TextKey): Record<string, string> {
  return { ja: t('ja', key), fr: t('fr', key), ko: t('ko', key) }
}

function described(key: TextKey) {
  return { description: t('en', key), description_localizations: others(key) }
}

function option(name: 'title' | 'slots' | 'description' | 'game', rest: object) {
  return {
    ...localized(`command.recruit.${name}.name`),
    ...described(`command.recruit.${name}.description`),
    required: false,
    ...rest,
  }
}

/** `/recruit` with everything optional: without a title a form opens. */
export const recruitCommand: RESTPostAPIApplicationCommandsJSONBody = {
  type: 1,
  ...localized('command.recruit.name'),
  ...described('command.recruit.description'),
  contexts: [0],
  integration_types: [0],
  options: [
    { type: 3, min_length: 1, max_length: 100, ...option('title', {}) },
    { type: 4, min_value: 1, max_value: 99, ...option('slots', {}) },
    { type: 3, max_length: 2000, ...option('description', {}) },
    { type: 3, max_length: 100, ...option('game', {}) },
  ],
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw coreError('validation_error', {
    fields: z.flattenError(parsed.error).fieldErrors as Record<string, string[]>,
  })
}

function partyId(text: string): number {
  const id = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (id === 0) throw coreError('not_found')
  return id
}

function shown(seen: Seen) {
  const { id, version } = seen.party
  return { kind: 'recruitment', object_id: String(id), version }
}

/** The newest public message in place of the one that was clicked. */
function updated(seen: Seen, call: Call): Answer {
  return { type: 'update', message: partyMessage(seen, call.context), panel: shown(seen) }
}

type Fields = { title: unknown; max_slots: number; description: unknown; game: unknown }

async function openParty(call: Call, fields: Fields): Promise<Seen> {
  const { guild_id, channel_id, context } = call
  if (!guild_id || !channel_id) throw coreError('permission_denied')
  const body = parse(createBody, {
    ...fields,
    discord_guild_id: guild_id,
    discord_channel_id: channel_id,
  })
  return service.create(context, {
    guild_id,
    channel_id,
    message_id: null,
    post_after: context.clock.now() + answerMs,
    title: body.title,
    description: body.description,
    max_slots: body.max_slots ?? defaultSlots,
    game: body.game || null,
    visibility: body.visibility,
    waitlist_enabled: body.waitlist_enabled,
    owner_joins: true,
    locale: call.guildLocale,
    owner: {},
  })
}

function posted(seen: Seen, call: Call): Answer {
  const message = partyMessage(seen, call.context)
  return { type: 'reply', message, ephemeral: false, panel: shown(seen) }
}

/** `/recruit`: posts a party, or opens the form when no title is given. */
export const recruit = handler<CommandCall, Seen | null>({
  whenSlow: 'public',
  async perform(call) {
    const { title, slots, description, game } = call.options
    if (title === undefined) return null
    const max_slots = Number(slots ?? defaultSlots)
    return openParty(call, { title, max_slots, description: description ?? '', game })
  },
  answer(seen, call) {
    if (seen) return posted(seen, call)
    const { slots, description, game } = call.options
    const values = {
      title: '',
      max_slots: Number(slots ?? defaultSlots),
      description: String(description ?? ''),
      game: String(game ?? ''),
    }
    return { type: 'modal', modal: partyForm(call.context.locale, null, values) }
  },
})

function formFields(call: ModalCall): Fields {
  const { title, slots, description, game } = call.fields
  // Full-width digits are what a Japanese keyboard gives first.
  const max_slots = Number(String(slots).normalize('NFKC').trim())
  // An untouched optional text arrives empty.
  return { title, max_slots, description: description ?? '', game: game || null }
}

/** The form of a new party. */
export const submitCreate = handler<ModalCall, Seen>({
  whenSlow: 'public',
  perform: (call) => openParty(call, formFields(call)),
  answer: posted,
})

/** The form that changes a party; opened from the private panel, which it updates. */
export const submitChange = handler<ModalCall, Seen>({
  async perform(call) {
    const fields = formFields(call)
    const patch = parse(patchBody, fields)
    return service.edit(call.context, partyId(call.id), patch)
  },
  answer: privatePanel,
})

function privatePanel(seen: Seen, call: Call): Answer {
  return { type: 'update', message: managePanel(seen, call.context) }
}

function expectedOf(call: ComponentCall) {
  if (!call.guild_id) throw coreError('not_found')
  return { guild_id: call.guild_id, message_id: call.message?.id ?? null }
}

/** Takes a place, or one in the queue. */
export const clickJoin = handler<ComponentCall, Seen>({
  perform: (call) =>
    service.join(call.context, partyId(call.id), {
      note: '',
      mayWait: true,
      expected: expectedOf(call),
    }),
  answer: updated,
})

/** Gives the place up. */
export const clickLeave = handler<ComponentCall, Seen>({
  perform: (call) => service.leave(call.context, partyId(call.id), { expected: expectedOf(call) }),
  answer: updated,
})

async function managed(call: ComponentCall): Promise<Seen> {
  const seen = await service.get(call.context, partyId(call.id))
  const mayManage = seen.viewer.manager || seen.party.owner_id === seen.viewer.user_id
  if (seen.party.guild_id !== call.guild_id) throw coreError('not_found')
  if (!mayManage) throw coreError('permission_denied')
  return seen
}

/** Opens the private panel of those who may manage the party. */
export const clickManage = handler<ComponentCall, Seen>({
  perform: managed,
  answer: (seen, call) => ({
    type: 'reply',
    message: managePanel(seen, call.context),
    ephemeral: true,
  }),
})

/** Opens the form with the present values. */
export const clickEdit = handler<ComponentCall, Seen>({
  perform: managed,
  answer: ({ party }, call) => ({
    type: 'modal',
    modal: partyForm(call.context.locale, party.id, party),
  }),
})

function resizer(step: 1 | -1) {
  return handler<ComponentCall, Seen>({
    async perform(call) {
      const { party } = await managed(call)
      const max_slots = Math.min(99, Math.max(1, party.max_slots + step))
      return service.edit(call.context, party.id, { max_slots })
    },
    answer: privatePanel,
  })
}

function statusSetter(status: 'open' | 'closed') {
  return handler<ComponentCall, Seen>({
    perform: (call) => service.edit(call.context, partyId(call.id), { status }),
    answer: privatePanel,
  })
}

/** Deletes the party; its message follows. */
export const clickDelete = handler<ComponentCall, unknown>({
  perform: (call) => service.remove(call.context, partyId(call.id)),
  answer: (_, call) => ({ type: 'update', message: deletedNotice(call.context.locale) }),
})

/** What the buttons do, by the verb in their custom id. */
export const onComponent = {
  join: clickJoin,
  leave: clickLeave,
  manage: clickManage,
  edit: clickEdit,
  plus: resizer(1),
  minus: resizer(-1),
  close: statusSetter('closed'),
  reopen: statusSetter('open'),
  delete: clickDelete,
}
