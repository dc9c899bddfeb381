import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { refuse } from '../errors.ts'
import type { EventFields } from '../contract/event.ts'
import type { EventRecord } from '../rules/event.ts'
import { isLiveLink, loadLinks, saveLink } from '../store/links.ts'
import {
  closeConflict,
  listConflicts,
  listLog,
  loadConflict,
  type ConflictRecord,
} from '../store/sync.ts'
import { apply, enter, lockScene, requireManager } from './change.ts'
import { editing } from './edit.ts'
import { syncJob } from './follow-ups.ts'
import { footerFor, shownIn, writeLog } from './links.ts'
import { get } from './reading.ts'
import type { Inspected } from '../views/sync.ts'

/** Asks for a look at both sides of an event; for managers. */
export async function requestSync(context: Context, id: string): Promise<{ event_id: string }> {
  const entry = await enter(context, id)
  return context.write(async (unit) => {
    const scene = await lockScene(context, unit, entry)
    requireManager(scene)
    for (const link of await loadLinks(unit, id)) {
      if (isLiveLink(link)) {
        await unit.job(syncJob('update', { event_id: id, guild_id: link.guild_id }))
      }
    }
    return { event_id: id }
  })
}

/** Both sides of an event and what happened between them; for its organiser and managers. */
export async function inspect(context: Context, id: string): Promise<Inspected> {
  const seen = await get(context, id)
  if (!seen.viewer.manager) throw coreError('permission_denied')
  const [conflicts, log, links] = await Promise.all([
    listConflicts(context.database, id),
    listLog(context.database, id),
    loadLinks(context.database, id),
  ])
  const sides = links.map((link) => {
    const guild = seen.guilds.find(({ guild_id }) => guild_id === link.guild_id)
    const footer = guild ? footerFor(context, guild, seen) : ''
    const shown = shownIn(context, link.guild_id, seen.event)
    return { link, footer, shown, policy: guild?.options ?? null }
  })
  return { seen, conflicts, log, sides }
}

/** A value of a conflict as a field of ours. */
function chosenFields(
  conflict: ConflictRecord,
  event: EventRecord,
  take: 'ours' | 'theirs',
): EventFields {
  const value = conflict[take]
  const at = () => new Date(Number(value)).toISOString()
  switch (conflict.field) {
    case 'status':
      return {}
    case 'title':
      return { title: value }
    case 'description':
      return { description: value }
    case 'start':
      // The end stays where it is, as long as it is one.
      return {
        start_at_utc: at(),
        ...(event.end_at > Number(value) && { end_at_utc: new Date(event.end_at).toISOString() }),
      }
    case 'end':
      return { end_at_utc: at() }
    case 'place':
      return value.startsWith('channel:')
        ? { voice_channel_id: value.slice('channel:'.length), location: null }
        : { location: value.slice('at:'.length), voice_channel_id: null }
  }
}

/** Decides a conflict, or restores the value that lost; for managers. */
export async function resolve(
  context: Context,
  id: string,
  { conflict_id, take }: { conflict_id: string; take: 'ours' | 'theirs' },
): Promise<void> {
  const entry = await enter(context, id)
  await context.write(async (unit) => {
    const scene = await lockScene(context, unit, entry)
    requireManager(scene)
    const conflict = await loadConflict(unit, conflict_id)
    if (conflict?.event_id !== id) throw coreError('not_found')
    const winner = take === 'ours' ? 'muster' : 'discord'
    if (conflict.winner === winner) {
      throw refuse('nothing_to_resolve')
    }
    const { now, rights } = scene
    // Ours is shown already where both values waited for this decision.
    const isOpenOurs = conflict.winner === 'open' && take === 'ours'
    const edit = isOpenOurs ? null : editing(scene, chosenFields(conflict, scene.event, take))
    if (edit?.decision.ok) await apply(scene, edit.decision, edit.extra)
    const links = await loadLinks(unit, id)
    const own = links.filter((one) => one.guild_id === conflict.guild_id)
    // Where Discord's side is over, the decision is about ours alone.
    const link = own.find(isLiveLink) ?? own.at(-1)
    if (!link) throw refuse('nothing_to_resolve')
    const { base, remote } = link
    const { field } = conflict
    if (base && remote && field !== 'status' && isLiveLink(link)) {
      // Only our side counts as changed from here on, so that it is sent.
      const theirs = { ...base.theirs, [field]: conflict.theirs }
      const ours = { ...base.ours, [field]: '\u0001' }
      await saveLink(unit, {
        ...link,
        link_state: 'active',
        base: { ...base, ours, theirs },
        updated_at: now,
      })
    }
    await closeConflict(unit, conflict_id, { at: now, user_id: rights.user_id, winner })
    await writeLog(context, unit, link, {
      direction: 'conflict',
      cause: 'resolve',
      fields: [field],
      detail: take,
      actor: rights.user_id,
    })
    await unit.job(syncJob('update', { event_id: id, guild_id: link.guild_id }))
  })
}
