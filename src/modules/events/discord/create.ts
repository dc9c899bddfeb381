import { coreError } from '#core/errors.ts'
import { handler, type Answer, type Call, type CommandCall, type ModalCall } from '#discord/part.ts'
import type { EventFields } from '../contract/event.ts'
import { panelId } from '../rules/panels.ts'
import type { Changed } from '../service/change.ts'
import { create } from '../service/create.ts'
import { createSeries } from '../service/series.ts'
import { edit } from '../service/edit.ts'
import { get } from '../service/reading.ts'
import { zoneOfGuild } from '../service/guilds.ts'
import { localOf } from '../rules/fields.ts'
import { eventForm, type EventFormValues } from '../views/form.ts'
import { signupMessage } from '../views/message.ts'
import { eventLink } from '../views/notes.ts'
import { t } from '../views/texts.ts'
import { guildOf, readMinutes, readRoles, readStart, targetOf } from './input.ts'

type Asked = { form: EventFormValues }

async function fieldsOf(call: Call, given: Record<string, string>): Promise<EventFields> {
  const { title, start, duration, description, location, roles } = given
  return {
    ...(title && { title }),
    ...(start && { start_at_utc: await readStart(call, start) }),
    ...(duration && { duration_minutes: readMinutes(duration) }),
    ...(description !== undefined && { description }),
    ...(location && { location }),
    ...(roles && {
      roles: readRoles(roles).map(({ name, capacity }) => ({
        name,
        capacity,
        emoji: null,
        min: null,
        description: '',
        required_discord_role_ids: [],
      })),
    }),
  }
}

/** Makes the event in the server of the call; the answer becomes its sign-up message. */
async function made(call: Call, fields: EventFields, template: string | null): Promise<Changed> {
  const guild = guildOf(call)
  return create(call.context, {
    fields,
    org_id: null,
    guild_id: guild,
    guild_ids: null,
    draft: false,
    template,
    message: true,
    ...(call.channel_id !== null && { channel_id: call.channel_id }),
    answered: true,
    named: {},
  })
}

/** The public sign-up message of a new event. */
function posted(seen: Changed, call: Call): Answer {
  const own = seen.messages.find((one) => one.guild_id === call.guild_id)
  const message = signupMessage(seen, own?.locale ?? call.guildLocale, call.context)
  return {
    type: 'reply',
    message,
    ephemeral: false,
    ...(own && { panel: { kind: 'event', object_id: panelId(own), version: seen.event.version } }),
  }
}

/** What the options of the command are called, by the field that they fill. */
const optionNames = {
  title: 'title',
  start: 'start',
  duration: 'length',
  description: 'description',
  location: 'place',
  roles: 'roles',
} as const

const blank: EventFormValues = { title: '', start: '', duration: '', location: '', description: '' }

/** `/event create`: with a title and a start at once, else a form opens. */
export const createCommand = handler<CommandCall, Changed | Asked>({
  async perform(call) {
    const text = (name: string) => String(call.options[name] ?? '')
    const { title, start } = { title: text('title'), start: text('start') }
    const template = text('template') || null
    if ((title === '' && template === null) || start === '') {
      const form = { ...blank, title, start, description: text('description') }
      return { form: { ...form, location: text('place'), duration: text('length') } }
    }
    const given = Object.fromEntries(
      Object.entries(optionNames).flatMap(([field, name]) =>
        text(name) === '' ? [] : [[field, text(name)]],
      ),
    )
    const { voice, places, approval, repeat } = call.options
    const fields: EventFields = {
      ...(await fieldsOf(call, given)),
      ...(voice !== undefined && { voice_channel_id: String(voice) }),
      ...(places !== undefined && { max_participants: Number(places) }),
      ...(approval === true && { approval_required: true }),
    }
    if (repeat === undefined) return made(call, fields, template)
    const zone = await zoneOfGuild(call.context, guildOf(call))
    const at = Date.parse(fields.start_at_utc ?? '')
    return createSeries(call.context, {
      rule: String(repeat),
      timezone: zone,
      local_start: localOf(zone, at),
      fields,
      template,
      answered: true,
      guild_id: guildOf(call),
      ...(call.channel_id !== null && { channel_id: call.channel_id }),
    })
  },
  answer: (result, call) =>
    'form' in result
      ? { type: 'modal', modal: eventForm(call.context.locale, null, result.form) }
      : posted(result, call),
  whenSlow: 'public',
})

const text = (value: ModalCall['fields'][string] | undefined) =>
  typeof value === 'string' ? value.trim() : ''

/** The form of a new event. */
const submitNew = handler<ModalCall, Changed>({
  async perform(call) {
    const given = Object.fromEntries(
      Object.keys(blank).flatMap((name) => {
        const value = text(call.fields[name])
        return value === '' ? [] : [[name, value]]
      }),
    )
    return made(call, await fieldsOf(call, given), null)
  },
  answer: posted,
  whenSlow: 'public',
})

/** What the form of an event starts with; for those who may change it. */
export async function formOf(call: Call, id: string): Promise<{ id: string } & Asked> {
  const { event, viewer } = await get(call.context, id)
  if (!viewer.manager) throw coreError('permission_denied')
  const zone = await zoneOfGuild(call.context, guildOf(call))
  const minutes = Math.round((event.end_at - event.start_at) / 60_000)
  return {
    id,
    form: {
      title: event.title,
      start: localOf(zone, event.start_at).slice(0, 16).replace('T', ' '),
      duration: String(minutes),
      location: event.location ?? '',
      description: event.description.slice(0, 4_000),
    },
  }
}

/** The form of a change; what was left as it was is not a change. */
const submitEdit = handler<ModalCall, Changed>({
  async perform(call) {
    const { id } = targetOf(call)
    const before = await formOf(call, id)
    const given = Object.fromEntries(
      Object.keys(blank).flatMap((name) => {
        const value = text(call.fields[name])
        return value === before.form[name as keyof EventFormValues].trim() ? [] : [[name, value]]
      }),
    )
    const fields = await fieldsOf(call, given)
    if (given['location'] === '') fields.location = null
    return edit(call.context, id, fields, { expected: { guild_id: guildOf(call) } })
  },
  answer: (seen, call) => ({
    type: 'reply',
    ephemeral: true,
    message: eventLink(seen, t(call.context.locale, 'note.edited'), call.context),
  }),
})

/** What forms do, by the verb in their custom id. */
export const onModal = { create: submitNew, change: submitEdit }
