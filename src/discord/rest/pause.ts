import { setTimeout as timeout } from 'node:timers/promises'

/**
 * Waits between two attempts of a call, in real time: like a call's deadline it is about the network,
 * which does not hurry when the program's clock is moved. Ends early when the signal aborts.
 */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await timeout(ms, undefined, signal ? { signal } : {}).catch(() => {})
}
