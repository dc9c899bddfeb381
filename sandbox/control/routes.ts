import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { SandboxContext } from '../context.ts'
import { gatewayFaultKinds } from '../discord/gateway-faults.ts'
import { canView } from '../discord/permissions.ts'
import { setEndpoint, type EndpointCheck } from '../discord/rest/applications.ts'
import { renderMessage } from '../discord/render.ts'
import type { World } from '../discord/world.ts'
import { parseDuration } from './duration.ts'
import { faultRequest, type Faults } from './faults.ts'
import { findChannel, findPerson } from './names.ts'
import { ControlError } from './errors.ts'
import { addFlood } from './flood.ts'
import { readSnapshot, takeSnapshot, type SnapshotPart } from './snapshot.ts'
import { addExchangeControl, describeExchange } from '../exchange/control.ts'
import { describeWorld } from './describe.ts'

/** What the control calls work on beside the world. */
export type ControlParts = {
  faults: Faults
  checkEndpoint: EndpointCheck
  /** Resolves to false when there was no end of it. */
  settle(): Promise<boolean>
  /** Begins a fresh world; the same seed as before when none is named. Throws for unknown seeds. */
  reset(seed: string | undefined): Promise<void>
  /** Other services whose state belongs to snapshots. */
  services: Readonly<Record<string, SnapshotPart>>
  /** Parts of the description of the world that other services add. */
  extras(): Record<string, unknown>
}

const gatewayFault = z.object({
  gateway: z.enum(gatewayFaultKinds),
  times: z.number().int().min(1).optional(),
})
const clockBody = z.union([
  z.object({ advance: z.string() }),
  z.object({ to: z.iso.datetime({ offset: true }) }),
  z.object({ speed: z.number().min(0).max(3_600) }),
])
const resetBody = z.object({ seed: z.string().optional() })
const doorBody = z.object({ interactions: z.enum(['gateway', 'http']), url: z.url().optional() })

function addClock(app: FastifyInstance, { clock }: SandboxContext, parts: ControlParts): void {
  const now = (): { now: string; speed: number } => ({
    now: new Date(clock.now()).toISOString(),
    speed: clock.speed(),
  })
  const between = async (): Promise<void> => void (await parts.settle())
  app.get('/_control/clock', async () => now())
  app.post('/_control/clock', async (request) => {
    const body = clockBody.parse(request.body)
    if ('speed' in body) clock.setSpeed(body.speed)
    else if ('to' in body) {
      const to = Date.parse(body.to)
      if (to < clock.now()) throw new ControlError(400, 'Time only goes forward')
      await clock.advanceTo(to, between)
    } else {
      const ms = parseDuration(body.advance)
      if (ms === undefined)
        throw new ControlError(400, 'advance is a length such as 15s, 90m or 3d')
      await clock.advance(ms, between)
    }
    return now()
  })
}

function addFaults(
  app: FastifyInstance,
  { world }: SandboxContext,
  { faults }: ControlParts,
): void {
  app.post('/_control/faults', async (request) => {
    const id = world.nextId()
    const gateway = gatewayFault.safeParse(request.body)
    if (!gateway.success) faults.add(id, faultRequest.parse(request.body))
    else {
      const { gateway: kind, times } = gateway.data
      world.gatewayFaults.add({ id, kind, left: times ?? 1 })
    }
    return { id }
  })
  app.get('/_control/faults', async () => [...faults.list(), ...world.gatewayFaults.list()])
  app.delete<{ Params: { id?: string } }>(
    '/_control/faults/:id',
    async ({ params: { id } }, reply) => {
      if (!faults.remove(id) && !world.gatewayFaults.remove(id))
        throw new ControlError(404, 'There is no such fault')
      return reply.code(204).send()
    },
  )
  app.delete('/_control/faults', async (_request, reply) => {
    faults.remove()
    world.gatewayFaults.remove()
    return reply.code(204).send()
  })
}

function messagesOf(world: World, channelName: string, as: string | undefined): unknown {
  const channel = findChannel(world, channelName)
  const reader = as === undefined ? undefined : findPerson(world, as).user.id
  if (reader !== undefined && !canView(world, channel, reader))
    throw new ControlError(403, 'This person does not see this channel')
  const all = [...(world.state.messages.get(channel.id)?.values() ?? [])]
  return all
    .filter((one) => one.visible_to === null || one.visible_to === reader)
    .map((one) => renderMessage(world, one, reader))
    .toReversed()
}

function addViews(
  app: FastifyInstance,
  { world, exchange }: SandboxContext,
  parts: ControlParts,
): void {
  const messagesQuery = z.object({ channel: z.string(), as: z.string().optional() })
  const callsQuery = z.object({ since: z.coerce.number().default(0) })
  app.get('/_control/world', async () => ({
    ...describeWorld(world),
    exchange: describeExchange(exchange, world.origin()),
    ...parts.extras(),
  }))
  app.get('/_control/messages', async (request) => {
    const { channel, as } = messagesQuery.parse(request.query)
    return messagesOf(world, channel, as)
  })
  app.get('/_control/calls', async (request) => {
    const { since } = callsQuery.parse(request.query)
    return world.calls.filter((call) => call.n > since)
  })
}

function addWhole(
  app: FastifyInstance,
  { world, clock, exchange }: SandboxContext,
  parts: ControlParts,
): void {
  app.post('/_control/settle', async () => {
    if (!(await parts.settle())) throw new ControlError(503, 'Something is still in flight')
    return { ok: true }
  })
  app.post('/_control/reset', async (request) => {
    const { seed } = resetBody.parse(request.body ?? {})
    await parts.reset(seed)
    return describeWorld(world)
  })
  app.get('/_control/snapshot', async () =>
    takeSnapshot(world.state, exchange.desk.state, clock.now(), parts.services),
  )
  app.put('/_control/snapshot', async (request) => {
    const { state, exchange: saved, now, services } = readSnapshot(request.body)
    world.load(state)
    if (saved) exchange.load(saved)
    for (const [name, part] of Object.entries(parts.services))
      if (name in services) part.load(services[name])
    await clock.advanceTo(now)
    return { ok: true }
  })
  app.post('/_control/door', async (request) => {
    const { interactions, url } = doorBody.parse(request.body)
    const current = world.state.application.interactions_endpoint_url
    const wanted = interactions === 'gateway' ? null : (url ?? current)
    if (interactions === 'http' && wanted === null)
      throw new ControlError(400, 'The http door needs an url')
    await setEndpoint(world, wanted, parts.checkEndpoint)
    return { interactions, url: wanted }
  })
}

/** Adds the calls under `/_control` that look at the world and steer it. Errors are `{"error": "…"}`. */
export function registerControl(
  root: FastifyInstance,
  context: SandboxContext,
  parts: ControlParts,
): void {
  void root.register(async (app) => {
    app.setErrorHandler(async (error, _request, reply) => {
      const status = error instanceof ControlError ? error.status : 400
      const message =
        error instanceof z.ZodError
          ? z.prettifyError(error)
          : error instanceof Error
            ? error.message
            : 'unknown'
      return reply.code(status).send({ error: message })
    })
    addViews(app, context, parts)
    addClock(app, context, parts)
    addFaults(app, context, parts)
    addWhole(app, context, parts)
    addFlood(app, context.world)
    addExchangeControl(app, context.exchange)
  })
}
