import type { RecruitmentJson } from '../../contract/party.ts'

/** A role as it is being typed. `row` tells rows apart that look the same. */
export type RoleRow = { row: number; key: string | null; label: string; emoji: string; max: string }

/** Somebody who is in from the start. */
export type MemberRow = { id: string; name: string | null }

/** A party as its form holds it: texts as typed. */
export type PartyValues = {
  guild: string
  channel: string
  title: string
  max_slots: string
  min_slots: string
  roles: RoleRow[]
  /** Local time of the viewer, as `datetime-local` has it. */
  starts_at: string
  expires_in_minutes: string
  game: string
  tags: string
  description: string
  visibility: RecruitmentJson['visibility']
  waitlist_enabled: boolean
  voice: boolean
  thread: boolean
  template: string
  members: MemberRow[]
}

/** Changes some of the values. */
export type ChangeValues = (patch: Partial<PartyValues>) => void

/** A form nobody has typed into. */
export function emptyValues(guild: string): PartyValues {
  return {
    guild,
    channel: '',
    title: '',
    max_slots: '',
    min_slots: '',
    roles: [],
    starts_at: '',
    expires_in_minutes: '',
    game: '',
    tags: '',
    description: '',
    visibility: 'public',
    waitlist_enabled: true,
    voice: false,
    thread: false,
    template: '',
    members: [],
  }
}

const two = (part: number) => String(part).padStart(2, '0')

/** An instant as `datetime-local` shows it in the viewer's zone. */
export function localTime(instant: string | null): string {
  if (instant === null) return ''
  const at = new Date(instant)
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-')
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** The values of a party that is there already. */
export function valuesOf(party: RecruitmentJson): PartyValues {
  return {
    ...emptyValues(party.discord_guild_id),
    channel: party.discord_channel_id,
    title: party.title,
    max_slots: String(party.max_slots),
    min_slots: party.min_slots === null ? '' : String(party.min_slots),
    roles: party.roles.map(({ key, label, emoji, max }, row) => ({
      row,
      key,
      label,
      emoji: emoji ?? '',
      max: String(max),
    })),
    starts_at: localTime(party.starts_at),
    game: party.game ?? '',
    tags: party.tags.join(', '),
    description: party.description,
    visibility: party.visibility,
    waitlist_enabled: party.waitlist_enabled,
  }
}

/** The values for playing again with the same people: everything but the time. */
export function rematchOf(party: RecruitmentJson): PartyValues {
  const members = party.participants.flatMap(
    ({ discord_user_id: id, display_name: name, is_owner }) =>
      is_owner || id === null ? [] : [{ id, name }],
  )
  return { ...valuesOf(party), starts_at: '', template: party.template ?? '', members }
}

function numberIn(text: string): number | undefined {
  const typed = text.normalize('NFKC').trim()
  // What is no number goes out as one that the server refuses, at its field.
  return typed === '' ? undefined : /^\d+$/.test(typed) ? Number(typed) : -1
}

function keyFor({ key, label }: RoleRow, index: number): string {
  if (key !== null) return key
  const plain = label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return `${plain.slice(0, 24) || 'role'}-${String(index + 1)}`
}

function rolesIn(rows: readonly RoleRow[]) {
  return rows.map((role, index) => ({
    key: keyFor(role, index),
    label: role.label,
    emoji: role.emoji.trim() || null,
    max: numberIn(role.max) ?? 1,
  }))
}

function tagsIn(text: string): string[] {
  const tags = text.split(/[,、，]/).map((tag) => tag.trim().replace(/^#/, ''))
  return [...new Set(tags.filter(Boolean))]
}

function timeIn(values: PartyValues) {
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return values.starts_at ? { starts_at: `${values.starts_at}:00`, timezone } : {}
}

/** The body of a creation; what was left open is left out. */
export function createBodyOf(values: PartyValues): Record<string, unknown> {
  const { guild, channel, title, game, description, template, roles, tags } = values
  return {
    discord_guild_id: guild,
    discord_channel_id: channel || undefined,
    title,
    max_slots: numberIn(values.max_slots),
    min_slots: numberIn(values.min_slots),
    roles: roles.length > 0 ? rolesIn(roles) : undefined,
    ...timeIn(values),
    expires_in_minutes: numberIn(values.expires_in_minutes),
    game: game.trim() || undefined,
    tags: tags.trim() ? tagsIn(tags) : undefined,
    description: description.trim() || undefined,
    // What is as always is left to the template.
    visibility: values.visibility === 'public' ? undefined : values.visibility,
    waitlist_enabled: values.waitlist_enabled ? undefined : false,
    voice: values.voice || undefined,
    thread: values.thread || undefined,
    template: template || undefined,
    members: values.members.map(({ id }) => id),
  }
}

function editable(values: PartyValues) {
  return {
    title: values.title,
    description: values.description,
    max_slots: numberIn(values.max_slots),
    min_slots: numberIn(values.min_slots) ?? null,
    roles: rolesIn(values.roles),
    starts_at: timeIn(values).starts_at ?? null,
    game: values.game.trim() || null,
    tags: tagsIn(values.tags),
    visibility: values.visibility,
    waitlist_enabled: values.waitlist_enabled,
  }
}

/** The body of a change: only what differs, so that nobody else's change is undone by it. */
export function patchBodyOf(before: PartyValues, after: PartyValues): Record<string, unknown> {
  const old = Object.entries(editable(before)).map(([name, value]) => [name, JSON.stringify(value)])
  const known = Object.fromEntries(old) as Record<string, string>
  const changed = Object.entries(editable(after)).filter(
    ([name, value]) => JSON.stringify(value) !== known[name],
  )
  const body = Object.fromEntries(changed)
  return 'starts_at' in body ? { ...body, timezone: timeIn(after).timezone } : body
}
