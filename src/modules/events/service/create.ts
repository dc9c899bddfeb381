import type { NamedPerson } from '#core/access/rights.ts'
import { personOf } from '#core/access/rights.ts'
import type { Context, Unit } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { parseLocale } from '#core/i18n/locale.ts'
import type { EventFields } from '../contract/event.ts'
import { refuse } from '../errors.ts'
import type { EventRecord } from '../rules/event.ts'
import { blankShape, shaped, slugOf, type EventShape } from '../rules/fields.ts'
import { guildDefaults, guildsOfEvent, type GuildRecord } from '../rules/guild.ts'
import * as store from '../store/events.ts'
import { loadGuild, loadGuilds, saveGuild } from '../store/guilds.ts'
import { loadTemplateByName } from '../store/templates.ts'
import { usualOptions } from '../views/options.ts'
import { announce, newId, requirePerson, viewerWith, wind, type Changed } from './change.ts'
import { planPlaces } from './follow-ups.ts'
import { planTimes } from './notices.ts'
import { postMessage, publishLinks } from './publish.ts'
import { guildsOfOrg, rightsInOrg, type EventRights } from './rights.ts'
import { seenOne } from './seen.ts'

/** What a new event is asked to be. */
export type NewEvent = {
  fields: EventFields
  org_id: string | null
  guild_id: string | null
  guild_ids: readonly string[] | null
  draft: boolean
  template: string | null
  message: boolean
  /** The channel for the sign-up message of the server it was asked in. */
  channel_id?: string
  /** The answer to a command becomes the message. */
  answered?: boolean
  named: NamedPerson
  series?: { id: string; key: string }
}

/** A server joined with an organisation of its own, where nobody has joined it yet. */
export async function ensureGuild(context: Context, guildId: string): Promise<GuildRecord> {
  const known = await loadGuild(context.database, guildId)
  if (known) return known
  return context.database.write(async (unit) => {
    const again = await loadGuild(unit, guildId)
    if (again) return again
    const now = context.clock.now()
    const locale = context.members.guildLocale(guildId) ?? 'en'
    const guild: GuildRecord = {
      id: newId(context),
      guild_id: guildId,
      guild_name: context.members.guildName(guildId) ?? guildId,
      owner_id: null,
      org_id: guildId,
      status: 'active',
      options: { ...guildDefaults, locale },
      webhook_verified: false,
      permissions_missing: [],
      last_sync_at: null,
      listed: null,
      created_at: now,
      updated_at: now,
    }
    await store.ensureOrganization(unit, guildId, { name: null, now })
    await saveGuild(unit, guild)
    await context.jobs.enqueue(unit, reconcileJob(guildId))
    return guild
  })
}

/** A look at everything of one server: by the clock (`reconcile`), or because something may have been missed. */
export function reconcileJob(guildId: string, trigger: 'reconcile' | 'catch_up' = 'catch_up') {
  return {
    kind: 'events.reconcile_guild',
    payload: { guild_id: guildId, trigger },
    key: `events:${guildId}:reconcile`,
    guild_id: guildId,
  }
}

/** The organisation a new event belongs to, and its servers. */
export async function organizationOf(
  context: Context,
  input: { org_id: string | null; guild_id: string | null },
): Promise<{ orgId: string; guilds: GuildRecord[] }> {
  const { guild_id } = input
  const all = await loadGuilds(context.database)
  if (input.org_id !== null) {
    return { orgId: input.org_id, guilds: guildsOfOrg(all, input.org_id) }
  }
  if (guild_id !== null) {
    const known = all.find((one) => one.guild_id === guild_id)
    if (known) return { orgId: known.org_id, guilds: guildsOfOrg(all, known.org_id) }
    // Only a member may bring a server in, and never one of somebody else's.
    const { user } = context.actor
    const isOurs =
      context.members.guildLocale(guild_id) !== null ||
      (user !== null && (await context.members.guildsOf(user.discord_id)).includes(guild_id))
    if (!isOurs) throw coreError('not_found')
    const made = await ensureGuild(context, guild_id)
    return { orgId: made.org_id, guilds: [made] }
  }
  if (context.actor.user) {
    const ids = await context.members.guildsOf(context.actor.user.discord_id)
    const mine = all.filter((one) => ids.includes(one.guild_id))
    const [first] = mine
    if (first && new Set(mine.map(({ org_id }) => org_id)).size === 1) {
      return { orgId: first.org_id, guilds: guildsOfOrg(all, first.org_id) }
    }
  }
  throw refuse('organization_required', {
    fields: { org_id: ['This field is required.'] },
  })
}

function mistaken(mistakes: Record<string, string[]>): Error {
  return coreError('validation_error', { fields: mistakes })
}

/** What was said, and what a template says of the rest. */
export async function withTemplate(
  context: Context,
  {
    fields,
    template: name,
    orgId,
  }: { fields: EventFields; template: string | null; orgId: string },
): Promise<EventFields> {
  if (name === null) return fields
  const template = await loadTemplateByName(context.database, orgId, name)
  if (!template) throw refuse('unknown_template', { loc: ['body', 'template'] })
  return { ...template.fields, ...withoutGaps(fields) }
}

/** What a wish comes to, with a template for what was left open. */
export async function shapeOf(
  context: Context,
  input: { fields: EventFields; template: string | null; orgId: string },
  guild: GuildRecord | undefined,
): Promise<EventShape> {
  const locale = parseLocale(guild?.options.locale) ?? 'en'
  const blank = blankShape(guild?.options.timezone ?? 'UTC', usualOptions(locale))
  const fields = await withTemplate(context, input)
  const outcome = shaped(blank, fields, () => newId(context).slice(0, 8))
  if (!outcome.ok) throw mistaken(outcome.mistakes)
  return outcome.shape
}

function withoutGaps(fields: EventFields): EventFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** A whole event around a shape. */
export function recordOf(
  context: Context,
  shape: EventShape,
  more: Pick<EventRecord, 'org_id' | 'created_by' | 'guild_ids' | 'locale' | 'state'> &
    Partial<EventRecord>,
): EventRecord {
  const now = context.clock.now()
  const id = newId(context)
  return {
    ...shape,
    id,
    slug: slugOf(shape.title, id.slice(0, 6)),
    missed: false,
    series_id: null,
    occurrence_key: null,
    template_id: null,
    cancel_reason: null,
    cancelled_by: null,
    confirmed_count: 0,
    field_times: {},
    clock_at: null,
    started_at: null,
    ended_at: null,
    filled_at: null,
    ics_sequence: 0,
    version: 1,
    created_at: now,
    updated_at: now,
    ...more,
  }
}

/** Stores a new event and, unless it is a draft, shows it in its servers. */
export async function insertEvent(
  context: Context,
  unit: Unit,
  event: EventRecord,
  how: {
    guilds: readonly GuildRecord[]
    message: boolean
    /** Channels by server, where one was named. */
    channels?: Readonly<Record<string, string>>
    /** In that server the answer to a command becomes the message. */
    answeredIn?: string
  },
): Promise<EventRecord> {
  const wound = await wind(unit, event, [])
  await store.insertEvent(unit, wound)
  const targets = guildsOfEvent(wound, how.guilds)
  await announce(unit, { event: wound, guilds: targets }, [{ action: 'created' }], {
    state: wound.state,
  })
  if (wound.state !== 'draft') {
    await planTimes(unit, wound, context.clock.now())
    await publishLinks(context, unit, wound, targets)
    await planPlaces(unit, wound, targets)
    if (how.message) {
      for (const guild of targets) {
        await postMessage(context, unit, {
          event: wound,
          guild,
          channel_id: how.channels?.[guild.guild_id],
          answered: how.answeredIn === guild.guild_id,
        })
      }
    }
  }
  return wound
}

function requireCreator(rights: EventRights): void {
  if (!rights.creator) throw coreError('permission_denied')
}

/** Makes an event in somebody's name; published at once unless it is a draft. */
export async function create(context: Context, input: NewEvent): Promise<Changed> {
  const { orgId, guilds } = await organizationOf(context, input)
  const rights = await rightsInOrg(context, guilds, input.named)
  requireCreator(rights)
  const guild = guilds.find(({ guild_id }) => guild_id === input.guild_id) ?? guilds[0]
  const shape = await shapeOf(
    context,
    { fields: input.fields, template: input.template, orgId },
    guild,
  )
  const mistakes: Record<string, string[]> = {}
  if (shape.title === '') mistakes['title'] = ['This field is required.']
  if (shape.start_at === 0) mistakes['start_at_utc'] = ['This field is required.']
  if (Object.keys(mistakes).length > 0) throw mistaken(mistakes)
  if (!input.draft && shape.start_at <= context.clock.now()) {
    throw coreError('validation_error', {
      fields: { start_at_utc: ['Must be in the future.'] },
    })
  }
  return context.write(async (unit) => {
    const created_by = rights.service && rights.user_id === null ? null : requirePerson(rights)
    if (created_by !== null) await personOf(context, unit, created_by, rights.username)
    await store.ensureOrganization(unit, orgId, { name: null, now: context.clock.now() })
    const event = recordOf(context, shape, {
      org_id: orgId,
      created_by,
      guild_ids: input.guild_ids ?? null,
      locale: guild?.options.locale ?? 'en',
      state: input.draft ? 'draft' : 'scheduled',
      ...(input.series && { series_id: input.series.id, occurrence_key: input.series.key }),
    })
    const { guild_id, channel_id, answered, message } = input
    const stored = await insertEvent(context, unit, event, {
      guilds,
      message,
      ...(guild_id !== null && channel_id && { channels: { [guild_id]: channel_id } }),
      ...(guild_id !== null && answered === true && { answeredIn: guild_id }),
    })
    const viewer = viewerWith(rights, stored)
    const now = context.clock.now()
    const seen = await seenOne(unit, { event: stored, signups: [] }, { viewer, guilds, now })
    return { ...seen, userId: null }
  })
}
