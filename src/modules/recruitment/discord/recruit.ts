import { coreError } from '#core/errors.ts'
import { fold } from '#core/fold.ts'
import {
  handler,
  type AutocompleteCall,
  type Call,
  type CommandCall,
  type ModalCall,
} from '#discord/part.ts'
import { createBody } from '../contract/write.ts'
import { refuse } from '../errors.ts'
import { create } from '../service/create.ts'
import { listTemplates } from '../service/preferences.ts'
import type { Seen } from '../views/json.ts'
import { partyForm } from '../views/form.ts'
import {
  guildOf,
  parse,
  readMinutes,
  readRoles,
  readSlots,
  readStart,
  readTitle,
  typingOf,
} from './input.ts'
import { posted } from './party-answers.ts'

/** How long the answer to a command has to become the party's message, in milliseconds. */
export const answerMs = 5_000

/** Mention @everyone, @here and all roles (Discord permission bit 17). */
const mentionBit = 1n << 17n

/** What somebody typed about a new party; what is missing comes from template, channel and guild. */
type Typed = {
  title: string
  slots?: number | undefined
  description?: string | undefined
  game?: string | undefined
  role?: string | undefined
  start?: string | undefined
  expires?: string | undefined
  template?: string | undefined
  ping?: string | undefined
  voice?: boolean | undefined
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** A role is pinged for those only who could ping it themselves, and never everybody. */
function mayPing(call: CommandCall, roleId: string): boolean {
  const { member } = call.context.actor
  if (roleId === call.guild_id) return false
  return call.mentionable.includes(roleId) || ((member?.permissions ?? 0n) & mentionBit) !== 0n
}

async function openParty(call: Call, typed: Typed): Promise<Seen> {
  const { channel_id, context } = call
  const guild_id = guildOf(call)
  if (!channel_id) throw coreError('not_found')
  const typing = await typingOf(call)
  const wanted = { slots: typed.slots === undefined, start: typed.start === undefined }
  const read = readTitle(typed.title, typing, wanted)
  const roles = typed.role === undefined ? undefined : readRoles(typed.role)
  const inRoles = roles?.reduce((sum, role) => sum + role.max, 0)
  const { title, description, max_slots, game, ...body } = parse(createBody, {
    title: read.title,
    description: typed.description,
    max_slots: typed.slots ?? read.slots ?? inRoles,
    game: typed.game,
    roles,
    template: typed.template,
    ping_role_id: typed.ping,
    voice: typed.voice,
    expires_in_minutes:
      typed.expires === undefined ? undefined : readMinutes(typed.expires, typing),
    discord_guild_id: guild_id,
  })
  const starts_at = typed.start === undefined ? read.start : readStart(typed.start, typing)
  return create(context, {
    guild_id,
    channel_id,
    title,
    description,
    max_slots,
    game,
    roles: body.roles,
    template: body.template,
    voice: body.voice,
    expires_in_minutes: body.expires_in_minutes,
    ping_role_id: body.ping_role_id,
    starts_at: starts_at ?? undefined,
    message_id: null,
    post_after: context.clock.now() + answerMs,
    may_ping: true,
    members: [],
    owner_joins: true,
    locale: call.guildLocale,
    owner: {},
  })
}

/** A title may come from the template; a form cannot carry what it does not ask for. */
async function titleFor(call: CommandCall): Promise<string | null> {
  const { title, template } = call.options
  if (title !== undefined) return String(title)
  if (template !== undefined) {
    const all = await listTemplates(call.context, guildOf(call))
    const found = all.find(({ name }) => name === template)
    if (!found) throw refuse('unknown_template')
    if (found.fields.title) return found.fields.title
  }
  const unasked = ['role', 'expires', 'template', 'ping', 'voice'] as const
  if (unasked.some((name) => call.options[name] !== undefined)) throw refuse('title_required')
  return null
}

/** `/recruit`: posts a party, or opens the form when no title is given. */
export const recruit = handler<CommandCall, Seen | null>({
  whenSlow: 'public',
  async perform(call) {
    const title = await titleFor(call)
    if (title === null) return null
    const { slots, description, game, role, start, expires, template, ping, voice } = call.options
    const roleId = text(ping)
    if (roleId !== undefined && !mayPing(call, roleId)) throw refuse('ping_not_allowed')
    return openParty(call, {
      title,
      slots: readSlots(slots),
      description: text(description),
      game: text(game),
      role: text(role),
      start: text(start),
      expires: text(expires),
      template: text(template),
      ping: roleId,
      voice: typeof voice === 'boolean' ? voice : undefined,
    })
  },
  answer(seen, call) {
    if (seen) return posted(seen, call)
    const { slots = '', description = '', game = '', start = '' } = call.options
    const values = {
      title: '',
      slots: String(slots),
      start: String(start),
      description: String(description),
      game: String(game),
    }
    return { type: 'modal', modal: partyForm(call.context.locale, null, values) }
  },
})

/** The form of a new party. */
export const submitCreate = handler<ModalCall, Seen>({
  whenSlow: 'public',
  perform(call) {
    const { title, slots, start, description, game } = call.fields
    return openParty(call, {
      title: String(title ?? ''),
      slots: readSlots(slots),
      // An untouched optional text arrives empty.
      start: text(start),
      description: text(description),
      game: text(game),
    })
  },
  answer: posted,
})

/** Suggestions for the template of a new party. */
export const suggestTemplate = handler<AutocompleteCall, string[]>({
  async perform(call) {
    if (call.focused !== 'template') return []
    const typed = fold(String(call.options['template'] ?? ''))
    const all = await listTemplates(call.context, guildOf(call))
    return all.map(({ name }) => name).filter((name) => fold(name).includes(typed))
  },
  answer: (names) => ({
    type: 'choices',
    choices: names.map((name) => ({ name, value: name })),
  }),
})
