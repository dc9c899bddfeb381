import assert from 'node:assert/strict'
import { z } from 'zod'
import type { Context } from '#core/context.ts'
import { AppError } from '#core/errors.ts'
import { DiscordRefusal, DiscordUnavailable } from '#discord/rest/errors.ts'
import type { EventFields } from '#modules/events/contract/event.ts'
import type { EventState } from '#modules/events/contract/shared.ts'
import { create, ensureGuild } from '#modules/events/service/create.ts'
import { edit, setState } from '#modules/events/service/edit.ts'
import { resolve } from '#modules/events/service/sync.ts'
import { loadEvent } from '#modules/events/store/events.ts'
import { saveGuild } from '#modules/events/store/guilds.ts'
import { isLiveLink, LinkMoved, loadLinks } from '#modules/events/store/links.ts'
import { listConflicts } from '#modules/events/store/sync.ts'
import { dispatches } from '#modules/events/sync/dispatches.ts'
import { passGuild } from '#modules/events/sync/guild-pass.ts'
import { passLink } from '#modules/events/sync/link-pass.ts'
import { createRemote } from '#modules/events/sync/remote.ts'
import type { App } from '../../src/app.ts'
import type { ManualClock } from './manual-clock.ts'
import { createModelDiscord, type ModelEdit, type ModelEvent } from './model-discord.ts'
import { createRandom } from './random.ts'

const hourMs = 3_600_000
const minuteMs = 60_000

const fields = ['title', 'description', 'start', 'end', 'location'] as const
type Field = (typeof fields)[number]
type Values = Record<Field, string>

/** A value that nobody has used yet. Any start lies before any end. */
function valueOf(field: Field, by: string, n: number, day: number): string {
  if (field === 'start') return new Date(day + n * minuteMs).toISOString()
  if (field === 'end') return new Date(day + 10 * hourMs + n * minuteMs).toISOString()
  // Discord trims the last one's blank.
  return `${field} ${by} ${n}${by === 'theirs' && field !== 'location' ? ' ' : ''}`
}

const ourField = {
  title: 'title',
  description: 'description',
  start: 'start_at_utc',
  end: 'end_at_utc',
  location: 'location',
} as const
const theirField = {
  title: 'name',
  description: 'description',
  start: 'scheduled_start_time',
  end: 'scheduled_end_time',
  location: 'location',
} as const

/** What is played on: one program that was made and not started. */
export type MergeStage = { app: App; context: Context; clock: ManualClock }

/** How a course is played, all of it by its number. */
function planOf(seed: number) {
  const one = <const T>(from: readonly [T, ...T[]], by: number): T =>
    from[Math.floor(seed / by) % from.length] ?? from[0]
  return {
    conflict_policy: one(['latest', 'muster', 'discord', 'ask'], 1),
    guilds: one([1, 2, 1, 3], 4),
    /** Whether people start, end and call off, too. */
    moves: one([false, true], 2),
    on_discord_delete: one(['auto', 'recreate', 'detach', 'cancel'], 8),
  }
}

/** One course of events, and that both sides are equal after it, with few writes and no ping-pong. */
export async function playCourse({ app, context, clock }: MergeStage, seed: number): Promise<void> {
  const roll = createRandom(seed)
  const chance = (share: number) => roll() < share
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(roll() * from.length)]
  const plan = planOf(seed)
  const guildIds = Array.from({ length: plan.guilds }, (_, index) =>
    String(10_000 + seed * 10 + index),
  )
  const [home = ''] = guildIds
  const day = clock.now() + 240 * hourMs
  let calm = false
  let joined = false
  let n = 0
  let edits = 0
  /** Times that Discord's event is made anew by right. */
  let revivals = 0
  const given: Record<Field, Set<string>> = {
    title: new Set(),
    description: new Set(),
    start: new Set(),
    end: new Set(),
    location: new Set(),
  }

  const discord = createModelDiscord({
    now: () => clock.now(),
    tells: () => calm || chance(0.7),
    fate: () => ({
      fails: calm ? null : chance(0.12) ? 'before' : chance(0.15) ? 'after' : null,
      ...(!calm && chance(0.15) && { first: editTheirs }),
      ...(!calm && chance(0.3) && { meanwhile: chance(0.3) ? answer : hear }),
    }),
  })
  const tools = { context, remote: createRemote(discord.rest), isStage: () => false }

  for (const guild_id of guildIds) {
    const guild = await ensureGuild(context, guild_id)
    const { conflict_policy, on_discord_delete } = plan
    const options = { ...guild.options, conflict_policy, on_discord_delete }
    await context.database.write((tx) => saveGuild(tx, { ...guild, org_id: home, options }))
  }
  const first = Object.fromEntries(
    fields.map((field): [string, string] => {
      const value = valueOf(field, 'first', 0, day)
      given[field].add(value)
      return [field, value]
    }),
  )
  const { event } = await create(context, {
    fields: Object.fromEntries(fields.map((field) => [ourField[field], first[field]])),
    org_id: home,
    guild_id: home,
    guild_ids: null,
    draft: false,
    template: null,
    message: false,
    named: {},
  })
  const now = async () => (await loadEvent(context.database, event.id))?.event

  function changes(by: 'ours' | 'theirs'): Partial<Values> {
    const some = fields.filter(() => chance(0.3))
    const chosen = some.length > 0 ? some : [pick(fields) ?? 'title']
    n += 1
    edits += 1
    const values = Object.fromEntries(chosen.map((field) => [field, valueOf(field, by, n, day)]))
    for (const field of chosen) given[field].add((values[field] ?? '').trim())
    return values
  }

  function editTheirs(): void {
    const remote = pick([...discord.events.values()])
    if (!remote) return
    const { description, ...values } = changes('theirs')
    const renamed: ModelEdit = Object.fromEntries(
      fields.flatMap((field) =>
        field !== 'description' && values[field] !== undefined
          ? [[theirField[field], values[field]]]
          : [],
      ),
    )
    const at = remote.description.lastIndexOf('\n\n—')
    const footer = at < 0 ? '' : remote.description.slice(at)
    // Some people leave the lines below alone, others do not; not before they have served to find it.
    const whole = !joined || chance(0.7)
    const text = description && (whole ? `${description}${footer}` : description)
    discord.edit(remote.id, { ...renamed, ...(text !== undefined && { description: text }) })
  }

  async function editOurs(): Promise<void> {
    const values = changes('ours')
    const renamed: EventFields = Object.fromEntries(
      Object.entries(values).map(([field, value]) => [ourField[field as Field], value]),
    )
    // Whoever moves the start leaves the end where it is.
    const end_at_utc = renamed.end_at_utc ?? new Date((await now())?.end_at ?? 0).toISOString()
    await edit(context, event.id, { ...renamed, end_at_utc })
  }

  async function moveOurs(): Promise<void> {
    const wanted: EventState | undefined = pick(['active', 'completed', 'cancelled', 'scheduled'])
    if (!wanted) return
    edits += 1
    await setState(context, event.id, wanted).then(
      () => {
        // Every server that showed the event may need a new one.
        if (wanted === 'scheduled') revivals += plan.guilds
      },
      (error: unknown) => {
        if (!(error instanceof AppError) || error.code !== 'invalid_transition') throw error
      },
    )
  }

  function moveTheirs(): void {
    const remote = pick([...discord.events.values()])
    if (!remote) return
    edits += 1
    if (chance(0.2) && joined) {
      revivals += 1
      discord.remove(remote.id)
    } else {
      const status = pick([2, 3, 4] as const)
      if (discord.edit(remote.id, { status }) && status === 4) revivals += 1
    }
  }

  /** Some frame is heard, maybe not for the last time; another is lost. */
  async function hear(): Promise<void> {
    const frame = pick(discord.frames)
    if (!frame) return
    if (!chance(0.2)) discord.frames.splice(discord.frames.indexOf(frame), 1)
    if (!calm && chance(0.25)) return
    const listeners = dispatches.filter((one) => one.event === frame.name)
    for (const one of listeners) await one.hear(app.services, structuredClone(frame.data))
  }

  async function work(): Promise<boolean> {
    const group = `event:${event.id}:`
    const ready = await context.jobs.list({ state: 'ready', group, limit: 50 })
    const due = ready.filter(
      ({ kind, run_at }) => kind.endsWith('_discord_event') && run_at <= clock.now(),
    )
    const job = pick(due)
    if (!job) return false
    await context.jobs.cancel(job.id)
    const { guild_id, trigger = 'commit' } = z
      .object({ guild_id: z.string(), trigger: z.string().optional() })
      .parse(job.payload)
    try {
      await passLink(tools, { event_id: event.id, guild_id, trigger })
      joined = true
    } catch (error) {
      const again = error instanceof DiscordUnavailable || error instanceof LinkMoved
      if (again) await context.jobs.retry(job.id)
      // What Discord refuses is left to the next comparison.
      else if (!(error instanceof DiscordRefusal)) throw error
    }
    return true
  }

  /** Nothing fails any more, and everything is done that is to be done. */
  async function settle(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      while (await work());
      clock.advance(5 * minuteMs)
      for (const guild_id of guildIds) await passGuild(tools, guild_id, 'reconcile')
    }
  }

  /** Somebody who was asked answers; false when nobody is asked. */
  async function answer(): Promise<boolean> {
    const all = await listConflicts(context.database, event.id)
    const open = all.filter(({ winner, resolved_at }) => winner === 'open' && !resolved_at)
    const conflict_id = pick(open)?.id
    if (conflict_id === undefined) return false
    edits += 1
    await resolve(context, event.id, { conflict_id, take: chance(0.5) ? 'ours' : 'theirs' })
    return true
  }

  /** Whoever was asked answers, until nothing is asked any more. */
  async function decide(): Promise<void> {
    for (let left = 5; left > 0; left -= 1) {
      if (!(await answer())) return
      while (await answer());
      await settle()
    }
    assert.equal(await answer(), false, 'a decision is final')
  }

  const steps = [editOurs, async () => editTheirs(), hear, hear, work, work, work]
  const moves = [moveOurs, async () => moveTheirs()]
  for (let left = 14; left > 0; left -= 1) {
    const step = pick(plan.moves && chance(0.12) ? moves : steps)
    if (step) await step()
    if (chance(0.5)) clock.advance(Math.floor(roll() * 4_000))
  }
  calm = true
  while (discord.frames.length > 0) await hear()
  await settle()
  await decide()

  const ours = await now()
  assert.ok(ours)
  const kept: Values = {
    title: ours.title.trim(),
    description: ours.description.trim(),
    start: new Date(ours.start_at).toISOString(),
    end: new Date(ours.end_at).toISOString(),
    location: ours.location ?? '',
  }
  const links = await loadLinks(context.database, event.id)
  for (const guild_id of guildIds) {
    const living = links.filter((link) => link.guild_id === guild_id && isLiveLink(link))
    const remotes = [...discord.events.values()].filter((one) => one.guild_id === guild_id)
    const open = remotes.filter(({ status }) => status < 3)
    assert.deepEqual(
      open.map(({ id }) => id),
      living.map(({ discord_event_id }) => discord_event_id),
      `${guild_id}: what lives here lives there, once (${ours.state})`,
    )
    for (const remote of open) {
      assert.deepEqual(kept, shownBy(remote), `${guild_id}: equal on both sides`)
      assert.equal({ 1: 'scheduled', 2: 'active', 3: '', 4: '' }[remote.status], ours.state)
    }
  }
  for (const field of fields) assert.ok(given[field].has(kept[field]), `${field}: ${kept[field]}`)
  const allowed = plan.guilds * (1 + 2 * edits) + revivals
  assert.ok(discord.writes <= allowed, `${discord.writes} writes for ${edits} edits`)
  const { version } = ours
  const written = discord.writes
  await settle()
  assert.equal(discord.writes, written, 'and then nothing more')
  assert.equal((await now())?.version, version, 'on our side either')
}

/** What people see of an event in Discord. */
function shownBy(remote: ModelEvent): Values {
  const [text = ''] = remote.description.split('\n\n—\n')
  return {
    title: remote.name,
    description: text.trim(),
    start: remote.scheduled_start_time,
    end: remote.scheduled_end_time,
    location: remote.entity_metadata.location,
  }
}
