import { z } from 'zod'
import { line } from '#core/contract.ts'
import { coreError } from '#core/errors.ts'
import { handler, type Call, type ComponentCall, type ModalCall } from '#discord/part.ts'
import { patchBody } from '../contract/write.ts'
import type { PartyFields } from '../rules/fields.ts'
import { create } from '../service/create.ts'
import { edit, remove, type Patch } from '../service/edit.ts'
import { kick, transfer } from '../service/people.ts'
import { saveTemplate } from '../service/preferences.ts'
import { get } from '../service/reading.ts'
import { bump, end, reopen, start } from '../service/state.ts'
import { partyForm, templateForm } from '../views/form.ts'
import type { Seen } from '../views/json.ts'
import { deletedNotice, deleteQuestion, pingMessage } from '../views/panel.ts'
import { t } from '../views/texts.ts'
import {
  guildOf,
  parse,
  partyId,
  readSlots,
  readStart,
  typedTime,
  typingOf,
  type Typing,
} from './input.ts'
import { attempt, posted, privatePanel, whisper, type Instead } from './party-answers.ts'
import { answerMs } from './recruit.ts'

const templateName = z.object({ name: line(1, 50) })

/** The party of this guild that the person may manage. */
export async function managed(call: Call, id: number): Promise<Seen> {
  const seen = await get(call.context, id)
  if (seen.party.guild_id !== call.guild_id) throw coreError('not_found')
  const mayManage = seen.viewer.manager || seen.party.owner_id === seen.viewer.user_id
  if (!mayManage) throw coreError('permission_denied')
  return seen
}

function panelAction(work: (call: ComponentCall, id: number) => Promise<Seen>) {
  return handler<ComponentCall, Seen>({
    perform: (call) => work(call, partyId(call.id)),
    answer: privatePanel,
  })
}

/** Does something with a chosen member; where that one has left meanwhile the panel shows it. */
function personAction(work: typeof kick) {
  return handler<ComponentCall, Seen | Instead<'not_joined'>>({
    perform(call) {
      const [userId = ''] = call.values
      const done = work(call.context, partyId(call.id), userId, here(call))
      return attempt(call, ['not_joined'], done)
    },
    answer: (result, call) => privatePanel('instead' in result ? result.seen : result, call),
  })
}

const here = (call: Call) => ({ guild_id: guildOf(call) })

function resizer(step: 1 | -1) {
  return panelAction(async (call, id) => {
    const { party } = await managed(call, id)
    const max_slots = Math.min(99, Math.max(1, party.max_slots + step))
    return edit(call.context, id, { max_slots })
  })
}

function toggler(name: 'wants_voice' | 'wants_thread') {
  return panelAction(async (call, id) => {
    const { party } = await managed(call, id)
    return edit(call.context, id, { [name]: !party[name] })
  })
}

/** Opens the private panel of those who may manage the party. */
const clickManage = handler<ComponentCall, Seen>({
  perform: (call) => managed(call, partyId(call.id)),
  answer: (seen, call) => privatePanel(seen, { ...call, message: null }),
})

/** A party in the form, as it would be typed. */
export type Editing = { seen: Seen; zone: string }

/** What the form needs of a party. */
export async function editing(call: Call, id: number): Promise<Editing> {
  const seen = await managed(call, id)
  return { seen, zone: seen.party.timezone ?? (await typingOf(call)).zone }
}

/** The form with the present values. */
export function editForm({ seen: { party }, zone }: Editing, call: Call) {
  const { title, max_slots, starts_at, description, game } = party
  const values = { title, description, game: game ?? '', slots: String(max_slots) }
  const start_ = typedTime(starts_at, zone)
  const modal = partyForm(call.context.locale, party.id, { ...values, start: start_ })
  return { type: 'modal' as const, modal }
}

const clickEdit = handler<ComponentCall, Editing>({
  perform: (call) => editing(call, partyId(call.id)),
  answer: editForm,
})

/** A start that was not touched stays to the second; an emptied one is taken away. */
function startOf(typed: string, { party }: Seen, typing: Typing): Pick<Patch, 'starts_at'> {
  const zone = party.timezone ?? typing.zone
  if (typed === typedTime(party.starts_at, zone)) return {}
  return { starts_at: typed === '' ? null : readStart(typed, { ...typing, zone }) }
}

/** The form that changes a party; opened from the private panel or a command. */
export const submitChange = handler<ModalCall, Seen>({
  async perform(call) {
    const id = partyId(call.id)
    const seen = await managed(call, id)
    const { title, slots, start: typed, description, game } = call.fields
    const max_slots = readSlots(slots)
    const {
      starts_at: _,
      expires_at: __,
      participants: ___,
      ...fields
    } = parse(patchBody, {
      title,
      ...(max_slots !== undefined && { max_slots }),
      description: description ?? '',
      game: game || null,
    })
    const moved = startOf(String(typed ?? '').trim(), seen, await typingOf(call))
    return edit(call.context, id, { ...fields, ...moved })
  },
  answer: privatePanel,
})

/** A party whose time is over is opened for as long as it was at first. */
const clickReopen = panelAction(async (call, id) => {
  const { party } = await managed(call, id)
  const { expires_at, created_at } = party
  if (expires_at === null || expires_at > call.context.clock.now()) return reopen(call.context, id)
  const minutes = Math.max(1, Math.round((expires_at - created_at) / 60_000))
  return reopen(call.context, id, { expires_in_minutes: minutes })
})

/** Calls everybody who is in. */
const clickPing = handler<ComponentCall, Seen>({
  async perform(call) {
    const seen = await managed(call, partyId(call.id))
    if (seen.party.current_slots === 0) throw coreError('not_found')
    return seen
  },
  answer: (seen, call) => ({
    type: 'reply',
    message: pingMessage(seen, call.context),
    ephemeral: false,
  }),
})

/** What of a party another one may begin with. */
function fieldsOf({ party }: Seen): PartyFields {
  const { title, description, max_slots, min_slots, game, visibility, timezone } = party
  const { waitlist_enabled, start_on_full, wants_voice: voice, wants_thread: thread } = party
  return {
    title,
    description,
    max_slots,
    min_slots,
    game,
    visibility,
    timezone,
    waitlist_enabled,
    start_on_full,
    voice,
    thread,
    roles: party.roles.map((role) => ({ ...role })),
    tags: [...party.tags],
    ...(party.required_role_id !== null && { required_role_id: party.required_role_id }),
    ...(party.ping_role_id !== null && { ping_role_id: party.ping_role_id }),
  }
}

/** A new party with the same settings; those who were in are in, and may decline. */
const clickRematch = handler<ComponentCall, Seen>({
  async perform(call) {
    const seen = await managed(call, partyId(call.id))
    const { party, seats } = seen
    const { ping_role_id: _, ...fields } = fieldsOf(seen)
    const userId = seen.viewer.user_id
    const others = seats.filter((seat) => seat.status === 'confirmed' && seat.user_id !== userId)
    return create(call.context, {
      ...fields,
      guild_id: party.guild_id,
      channel_id: call.channel_id ?? party.channel_id,
      message_id: null,
      post_after: call.context.clock.now() + answerMs,
      members: others.map((seat) => seat.user_id),
      owner_joins: true,
      locale: party.locale,
      owner: {},
    })
  },
  answer: posted,
})

const clickTemplate = handler<ComponentCall, Seen>({
  perform: (call) => managed(call, partyId(call.id)),
  answer: ({ party }, call) => ({
    type: 'modal',
    modal: templateForm(call.context.locale, party.id),
  }),
})

/** Keeps what a party is made of under a name. */
export const submitTemplate = handler<ModalCall, { name: string }>({
  async perform(call) {
    const { name } = parse(templateName, { name: call.fields['name'] ?? '' })
    const seen = await managed(call, partyId(call.id))
    return saveTemplate(call.context, seen.party.guild_id, { name, fields: fieldsOf(seen) })
  },
  answer: ({ name }, call) => whisper(t(call.context.locale, 'note.template', { name })),
})

const clickDelete = handler<ComponentCall, Seen>({
  perform: (call) => managed(call, partyId(call.id)),
  answer: (seen, call) => ({
    type: 'update',
    message: deleteQuestion(seen, call.context.locale),
  }),
})

/** Deletes the party; its message follows. */
const clickErase = handler<ComponentCall, unknown>({
  perform: (call) => remove(call.context, partyId(call.id)),
  answer: (_, call) => ({ type: 'update', message: deletedNotice(call.context.locale) }),
})

/** What the private panel does, by the verb in its custom ids. */
export const panelComponents = {
  manage: clickManage,
  panel: panelAction((call, id) => managed(call, id)),
  edit: clickEdit,
  plus: resizer(1),
  minus: resizer(-1),
  ping: clickPing,
  bump: panelAction((call, id) => bump(call.context, id, here(call))),
  start: panelAction((call, id) => start(call.context, id, here(call))),
  close: panelAction((call, id) => end(call.context, id, 'closed', here(call))),
  cancel: panelAction((call, id) => end(call.context, id, 'cancelled', here(call))),
  reopen: clickReopen,
  rematch: clickRematch,
  voice: toggler('wants_voice'),
  thread: toggler('wants_thread'),
  template: clickTemplate,
  delete: clickDelete,
  erase: clickErase,
  kick: personAction(kick),
  transfer: personAction(transfer),
}
