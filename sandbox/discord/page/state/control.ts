import * as z from 'zod/mini'
import {
  call,
  clock,
  fault,
  interaction,
  world,
  type Call,
  type Fault,
  type InteractionRecord,
  type WorldInfo,
} from '../wire/control.ts'
import { receive, send } from '../wire/http.ts'

const control = '/_control'

/** People, servers and the application of this world. */
export function readWorld(): Promise<WorldInfo> {
  return receive(world, `${control}/world`)
}

/** A fresh world of a seed; the current one if none is named. */
export async function resetWorld(seed: string): Promise<void> {
  await send(`${control}/reset`, { method: 'POST', body: { seed } })
}

/** The whole world as one JSON text. */
export async function saveWorld(): Promise<string> {
  return (await send(`${control}/snapshot`)).text()
}

/** Puts a saved world in place. */
export async function loadWorld(snapshot: string): Promise<void> {
  await send(`${control}/snapshot`, { method: 'PUT', body: JSON.parse(snapshot) })
}

function toEpochMs(now: string | number): number {
  return typeof now === 'number' ? now : Date.parse(now)
}

/** The world's time in epoch milliseconds. */
export async function readClock(): Promise<number> {
  return toEpochMs((await receive(clock, `${control}/clock`)).now)
}

/** Moves the world's time on, by a span such as "90m" or to an ISO moment; answers with the new time. */
export async function moveClock(by: { advance: string } | { to: string }): Promise<number> {
  const moved = await receive(clock, `${control}/clock`, { method: 'POST', body: by })
  return toEpochMs(moved.now)
}

/** Interactions after number `since`, oldest first. */
export function readInteractions(since: number): Promise<InteractionRecord[]> {
  return receive(z.array(interaction), `${control}/interactions?since=${since}`)
}

/** Calls of the bot after number `since`, oldest first. */
export function readCalls(since: number): Promise<Call[]> {
  return receive(z.array(call), `${control}/calls?since=${since}`)
}

/** The faults that are switched on. */
export function readFaults(): Promise<Fault[]> {
  return receive(z.array(fault), `${control}/faults`)
}

/** Switches a fault on. */
export async function addFault(body: object): Promise<void> {
  await send(`${control}/faults`, { method: 'POST', body })
}

/** Lifts one fault, or all. */
export async function liftFault(id?: string): Promise<void> {
  await send(`${control}/faults${id === undefined ? '' : `/${id}`}`, { method: 'DELETE' })
}
