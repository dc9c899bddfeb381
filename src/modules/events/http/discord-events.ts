import type { z } from 'zod'
import type { Context } from '#core/context.ts'
import type { AnyRoute, RouteAnswer } from '#core/http/route.ts'
import * as contract from '../contract/jobs.ts'
import { eventIdParams } from '../contract/shared.ts'
import { moveMessage, untilPosted, type Moved } from '../service/messages.ts'
import {
  autoManage,
  queue,
  queueAttendees,
  untilEnded,
  type Queued,
  type QueueWish,
} from '../service/queue.ts'
import { messageUrl } from '../views/json.ts'
import { typeOf } from '../rules/jobs.ts'
import { statusOf } from '../views/jobs.ts'
import { discordBase, eventRoute, writeAccess } from './shared.ts'

const base = `${discordBase}/events`
/** `?wait=1` holds an answer at most so long, in milliseconds. */
const waitMs = 10_000

type Params = z.infer<typeof eventIdParams>
type Query = z.infer<typeof contract.guildsQuery>
type Body = z.infer<typeof contract.guildsBody>
type Waited = Queued & { states: Map<string, contract.JobStatus> }

/** Without `?wait=1` the result is what the unit of work returned, so that it can be replayed. */
async function waited(context: Context, queued: Queued, wait: boolean | undefined) {
  if (wait !== true) return queued
  const jobs = await untilEnded(
    context,
    queued.jobs.map(({ id }) => id),
    waitMs,
  )
  return { ...queued, states: new Map(jobs.map(({ id, state }) => [id, statusOf[state]])) }
}

function queuedAnswer(message: string) {
  return (queued: Queued | Waited): RouteAnswer & { body: contract.QueuedAnswer } => ({
    status: 200,
    body: {
      message,
      event_id: queued.event.id,
      guild_ids: queued.guild_ids,
      jobs_queued: queued.jobs.length,
      jobs: queued.jobs.map(({ id, kind, guild_id, folded }) => ({
        id,
        job_type: typeOf(kind),
        guild_id,
        event_id: queued.event.id,
        status: 'states' in queued ? (queued.states.get(id) ?? 'pending') : 'pending',
        deduplicated: folded,
      })),
      skipped: queued.skipped,
    },
  })
}

function wishOf(query: Query, body: Body): QueueWish {
  const listed = query.guild_ids?.split(',').filter(Boolean)
  return { ...body, guild_ids: body.guild_ids ?? listed }
}

function seedRoute(
  method: 'POST' | 'PUT' | 'DELETE',
  kind: 'create' | 'update' | 'delete',
  words: { summary: string; message: string },
) {
  return eventRoute<Params, Query, Body, Queued | Waited>({
    method,
    path: `${base}/events/${kind}/:event_id`,
    summary: words.summary,
    // The answer may wait for what the work comes to; work that waits already is not added again.
    inSteps: true,
    access: writeAccess,
    params: eventIdParams,
    query: contract.guildsQuery,
    body: contract.guildsBody,
    responses: { 200: contract.queuedAnswer },
    async perform(context, { params, query, body }) {
      const queued = await queue(context, params.event_id, kind, wishOf(query, body))
      return waited(context, queued, query.wait)
    },
    respond: queuedAnswer(words.message),
  })
}

type MessageQuery = z.infer<typeof contract.signupMessageInput>
type MessageBody = z.infer<typeof contract.signupMessageBody>

const signupMessage = eventRoute<Params, MessageQuery, MessageBody, Moved>({
  method: 'POST',
  path: `${base}/events/:event_id/signup-message`,
  summary: 'Post the message that people sign up on, or move it',
  inSteps: true,
  access: writeAccess,
  params: eventIdParams,
  query: contract.signupMessageInput,
  body: contract.signupMessageBody,
  responses: { 200: contract.signupMessageAnswer },
  async perform(context, { params, query, body }) {
    const place = {
      guild_id: body.guild_id ?? query.guild_id,
      channel_id: body.channel_id ?? query.channel_id,
    }
    const moved = await moveMessage(context, params.event_id, place)
    return untilPosted(context, moved, query.wait === true ? waitMs : 2_500)
  },
  respond: ({ message, replaced }, context) => ({
    status: 200,
    body: {
      message: replaced ? 'Signup message moved' : 'Signup message created',
      interactive_message_id: message.id,
      discord_message_id: message.discord_message_id,
      jump_url: messageUrl(message, context),
      replaced,
    },
  }),
})

type Attendees = z.infer<typeof contract.attendeesAnswer>

const syncAttendees = eventRoute<Params, MessageQuery, MessageBody, Attendees>({
  method: 'POST',
  path: `${base}/events/:event_id/sync-attendees`,
  summary: 'Compare sign-ups with those who are interested in Discord',
  inSteps: true,
  access: writeAccess,
  params: eventIdParams,
  query: contract.signupMessageInput,
  body: contract.signupMessageBody,
  responses: { 200: contract.attendeesAnswer },
  async perform(context, { params, query, body }) {
    const id = params.event_id
    const wanted = body.guild_id ?? query.guild_id
    const { job, guild_id } = await queueAttendees(context, id, wanted)
    const [ended] = await untilEnded(context, [job], waitMs)
    const count = (name: string) => Number(ended?.result?.[name] ?? 0)
    return {
      event_id: id,
      guild_id,
      discord_attendees: count('discord_attendees'),
      muster_signups: count('muster_signups'),
      added: count('added'),
      removed: count('removed'),
      unchanged: count('unchanged'),
      unresolved: count('unresolved'),
      pages: count('pages'),
      sync_completed: ended?.state === 'done' && ended.result?.['pages'] !== undefined,
    }
  },
  respond: (body) => ({ status: 200, body }),
})

type AutoQuery = z.infer<typeof contract.autoManageQuery>

const manage = eventRoute<Params, AutoQuery, unknown, Queued | Waited>({
  method: 'POST',
  path: `${base}/auto-manage/:event_id`,
  summary: 'Do what follows from a step in the life of an event',
  inSteps: true,
  access: writeAccess,
  params: eventIdParams,
  query: contract.autoManageQuery,
  responses: { 200: contract.autoManageAnswer },
  async perform(context, { params, query }) {
    const queued = await autoManage(context, params.event_id, query.action)
    return waited(context, queued, query.wait)
  },
  respond(queued, _context, { query }) {
    const answer = queuedAnswer(`Discord events ${query.action}`)(queued)
    return { ...answer, body: { ...answer.body, action: query.action } }
  },
})

/** The seed's routes about events in Discord, spelled as there. */
export const discordEventRoutes: readonly AnyRoute[] = [
  seedRoute('POST', 'create', {
    summary: 'Show an event in Discord',
    message: 'Discord events creation queued',
  }),
  seedRoute('PUT', 'update', {
    summary: "Bring Discord's events up to date",
    message: 'Discord events update queued',
  }),
  seedRoute('DELETE', 'delete', {
    summary: 'Take an event out of Discord; it stays here',
    message: 'Discord events deletion queued',
  }),
  signupMessage,
  syncAttendees,
  manage,
]
