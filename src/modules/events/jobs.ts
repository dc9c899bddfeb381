import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { createContext, type Services } from '#core/context.ts'
import type { JobKind, JobSchedule } from '#core/jobs/jobs.ts'
import { priorityOf } from './rules/jobs.ts'
import { timedActions } from './rules/notices.ts'
import { underPolicy } from './service/job-policies.ts'
import { retain } from './service/retention.ts'
import { tellBuried } from './service/failed-jobs.ts'
import { postLater } from './service/messages.ts'
import { materializeById } from './service/series.ts'
import { tellTime, tickEvent } from './service/time.ts'
import { snapshotAttendance } from './service/voice.ts'

const ofEvent = z.object({ event_id: z.string() })
const ofTime = ofEvent.extend({
  what: z.enum(timedActions),
  at: z.number(),
})
const ofSeries = z.object({ series_id: z.string() })

/** What happens to events later, without Discord. */
export function eventJobs(services: Services): readonly JobKind[] {
  const context = createContext(services, { actor: systemActor, locale: 'en' })
  const clock: JobKind<z.infer<typeof ofEvent>> = {
    kind: 'events.clock',
    payload: ofEvent,
    run: ({ event_id }) => tickEvent(context, event_id),
  }
  const series: JobKind<z.infer<typeof ofSeries>> = {
    kind: 'events.occurrence_materialize',
    payload: ofSeries,
    run: ({ series_id }) => materializeById(context, series_id),
  }
  const post: JobKind<z.infer<typeof ofEvent>> = {
    kind: 'events.post_message',
    payload: ofEvent,
    run: ({ event_id }) => postLater(context, event_id),
  }
  const retention: JobKind<Record<string, never>> = {
    kind: 'events.retention',
    payload: z.object({}).transform(() => ({})),
    run: () => retain(context),
  }
  const message: JobKind<z.infer<typeof ofTime>> = {
    kind: 'events.update_message',
    payload: ofTime,
    run: ({ event_id, ...time }) => tellTime(context, event_id, time),
  }
  const attendance: JobKind<z.infer<typeof ofEvent>> = {
    kind: 'events.attendance_snapshot',
    payload: ofEvent,
    run: ({ event_id }) => snapshotAttendance(context, event_id),
  }
  const buried = tellBuried(context)
  const all = [
    clock,
    underPolicy(context, 'occurrence_materialize', series),
    underPolicy(context, 'post_message', post),
    underPolicy(context, 'update_message', message),
    underPolicy(context, 'attendance_snapshot', attendance),
    retention,
  ]
  return all.map((kind): JobKind => ({ ...kind, buried, priority: priorityOf(kind.kind) }))
}

const minuteMs = 60_000

/** What is looked at again and again. */
export const eventSchedules: readonly JobSchedule[] = [
  { name: 'events.reconcile', everyMs: 10 * minuteMs, kind: 'events.reconcile_all', payload: {} },
  { name: 'events.alerts', everyMs: minuteMs / 2, kind: 'alerts.watch', payload: {} },
  { name: 'events.retention', everyMs: 24 * 60 * minuteMs, kind: 'events.retention', payload: {} },
]
