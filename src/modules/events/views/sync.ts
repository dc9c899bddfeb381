import { toInstant } from '#core/contract.ts'
import type { SyncInspector } from '../contract/insight.ts'
import { changedDate, hidesMoves } from '../rules/exceptions.ts'
import { ourSide, theirSide } from '../rules/remote.ts'
import { merge, mergeFields } from '../rules/merge.ts'
import type { EventRecord } from '../rules/event.ts'
import type { GuildRecord } from '../rules/guild.ts'
import type { LinkRecord } from '../rules/link.ts'
import type { ConflictRecord, SyncLogRecord } from '../store/sync.ts'
import { seesNames, type Seen, type ViewSettings } from './json.ts'
import { problemText } from './jobs.ts'
import { t, type TextKey } from './texts.ts'

/** Both sides of an event and what happened between them. */
export type Inspected = {
  seen: Seen
  conflicts: readonly ConflictRecord[]
  log: readonly SyncLogRecord[]
  sides: readonly {
    link: LinkRecord
    footer: string
    /** The event as that server shows it. */
    shown: EventRecord
    policy: GuildRecord['options'] | null
  }[]
}

type Inspection = SyncInspector['links'][number]
type LinkJson = Omit<Inspection, 'fields' | 'discord_url' | 'moves_hidden' | 'date_changed'>

type RemoteJson = Pick<
  LinkJson,
  | 'name'
  | 'description'
  | 'scheduled_start_time'
  | 'scheduled_end_time'
  | 'entity_type'
  | 'entity_metadata'
  | 'channel_id'
  | 'privacy_level'
  | 'status'
  | 'creator_id'
  | 'user_count'
  | 'recurrence_rule'
>

const unseen: RemoteJson = {
  name: '',
  description: null,
  scheduled_start_time: null,
  scheduled_end_time: null,
  entity_type: 3,
  entity_metadata: null,
  channel_id: null,
  privacy_level: 2,
  status: '1',
  creator_id: null,
  user_count: 0,
  recurrence_rule: null,
}

function remoteJson(remote: LinkRecord['remote']): RemoteJson {
  if (!remote) return unseen
  return {
    name: remote.name,
    description: remote.description,
    scheduled_start_time: toInstant(remote.start),
    scheduled_end_time: toInstant(remote.end),
    entity_type: remote.entity_type,
    entity_metadata: remote.location === null ? null : { location: remote.location },
    channel_id: remote.channel_id,
    privacy_level: 2,
    status: `${remote.status}`,
    creator_id: remote.creator_id,
    user_count: remote.user_count ?? 0,
    recurrence_rule: remote.recurrence_rule,
  }
}

const isKept = ({ link_state }: LinkRecord) => link_state !== 'gone' && link_state !== 'detached'

function dateChange(remote: LinkRecord['remote']): Inspection['date_changed'] {
  const changed = remote && changedDate(remote)
  if (!changed) return null
  return changed.cancelled ? 'called_off' : 'moved'
}

/** A link as REST shows it. */
function linkJson(link: LinkRecord): LinkJson {
  const { base } = link
  return {
    ...remoteJson(link.remote),
    id: link.id,
    discord_event_id: link.discord_event_id,
    guild_id: link.guild_id,
    event_id: link.event_id,
    origin: link.origin,
    link_state: link.link_state,
    read_only: link.read_only,
    base: base && { ours: base.ours, theirs: base.theirs, status: base.status },
    base_hash: base && JSON.stringify(base.theirs),
    pushed_hashes: link.pushed.map(({ hash }) => hash),
    problem: link.problem,
    last_pulled_at: toInstant(link.last_pulled_at),
    last_pushed_at: toInstant(link.last_pushed_at),
    created_at: toInstant(link.created_at),
    updated_at: toInstant(link.updated_at),
  }
}

/** All links of an event as REST shows them; strangers are not told who made Discord's side. */
export function linksJson(seen: Seen): { event_id: string; links: LinkJson[] } {
  const links = seen.links.map(linkJson)
  const shown = seesNames(seen) ? links : links.map((link) => ({ ...link, creator_id: null }))
  return { event_id: seen.event.id, links: shown }
}

/** A value of one side as REST shows it: times as instants, places without their mark. */
function readable(field: string, value: string): string {
  if ((field === 'start' || field === 'end') && /^\d+$/.test(value)) {
    return toInstant(Number(value))
  }
  if (field !== 'place') return value
  return value.replace(/^at:/, '').replace(/^channel:/, '#')
}

function fieldsOf(
  { seen }: Inspected,
  { link, footer, shown: event, policy }: Inspected['sides'][number],
  settings: ViewSettings,
): SyncInspector['links'][number]['fields'] {
  const { side: ours, truncated } = ourSide(event, footer)
  const theirs = link.remote ? theirSide(link.remote, ours) : null
  const base = link.base
  const outcomes =
    theirs && base && policy
      ? merge({
          base,
          ours,
          theirs,
          policy: policy.conflict_policy,
          oursAt: seen.event.field_times,
          theirsAt: link.heard_at,
          truncated,
          pullable: policy.pull_fields,
        })
      : null
  return mergeFields.map((field) => {
    const outcome = outcomes?.[field].do
    const state = outcome ?? 'unknown'
    const shown = state === 'same' && truncated.includes(field) ? 'truncated' : state
    const key: TextKey = `sync.why.${shown}`
    return {
      field,
      ours: readable(field, ours[field]),
      theirs: theirs && readable(field, theirs[field]),
      base: base && readable(field, base.theirs[field]),
      state: shown,
      why: t(settings.locale, key),
    }
  })
}

/** The inspector's page: ours, theirs and base side by side, and why. */
export function inspectorJson(inspected: Inspected, settings: ViewSettings): SyncInspector {
  const { seen, conflicts, log, sides } = inspected
  return {
    event_id: seen.event.id,
    links: sides.map((side) => ({
      ...linkJson(side.link),
      problem: side.link.problem && problemText(side.link.problem, settings.locale),
      fields: fieldsOf(inspected, side, settings),
      discord_url:
        side.link.discord_event_id === null
          ? null
          : `${settings.discordWebUrl}/events/${side.link.guild_id}/${side.link.discord_event_id}`,
      moves_hidden: isKept(side.link) && side.link.remote !== null && hidesMoves(side.link.remote),
      date_changed: dateChange(side.link.remote),
    })),
    conflicts: conflicts.map((one) => ({
      ...one,
      ours: readable(one.field, one.ours),
      theirs: readable(one.field, one.theirs),
      ours_at: toInstant(one.ours_at),
      theirs_at: toInstant(one.theirs_at),
      resolved_at: toInstant(one.resolved_at),
      created_at: toInstant(one.created_at),
    })),
    log: log.map(({ id, guild_id, at, direction, cause, fields, detail, actor }) => ({
      id,
      guild_id,
      at: toInstant(at),
      direction,
      trigger: cause,
      fields: [...fields],
      detail,
      actor,
    })),
  }
}
