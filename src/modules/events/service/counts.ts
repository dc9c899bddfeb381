import type { Context } from '#core/context.ts'
import { addCount } from '../store/counts.ts'

/** Doors that people look and click through. */
export type CountSource = 'discord' | 'web' | 'api'

function dayOf(context: Context): string {
  return new Date(context.clock.now()).toISOString().slice(0, 10)
}

/** Counts that somebody looked at an event; never who. */
export async function recordView(context: Context, id: string, source: CountSource) {
  const day = dayOf(context)
  await context.database.write((tx) => addCount(tx, { event_id: id, kind: 'view', source, day }))
}

/** Counts a click that is meant to sign somebody up. */
export async function countClick(context: Context, id: string): Promise<void> {
  const { source } = context.actor
  const door = source === 'discord' || source === 'web' ? source : 'api'
  const day = dayOf(context)
  await context.database.write((tx) =>
    addCount(tx, { event_id: id, kind: 'click', source: door, day }),
  )
}
