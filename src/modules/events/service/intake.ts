import { createHmac, timingSafeEqual } from 'node:crypto'
import type { z } from 'zod'
import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { hashRequest, once, Replay } from '#core/inbox.ts'
import type { incomingBody } from '../contract/jobs.ts'
import { refuse } from '../errors.ts'
import { eventSettings } from '../rules/settings.ts'
import { loadGuild, saveGuild } from '../store/guilds.ts'
import { reconcileJob } from './create.ts'

/** What an outside bot reports. */
export type Report = z.infer<typeof incomingBody>

function isGenuine(secret: string, body: Buffer, signature: string | undefined): boolean {
  const [, hex] = /^sha256=([0-9a-f]{64})$/i.exec(signature ?? '') ?? []
  if (hex === undefined) return false
  const expected = createHmac('sha256', secret).update(body).digest()
  return timingSafeEqual(expected, Buffer.from(hex, 'hex'))
}

/** Throws unless the bytes are signed with the secret; without one nothing is taken. */
export async function requireGenuine(
  context: Context,
  wire: { body: Buffer; signature: string | undefined },
): Promise<void> {
  const secret = context.settings(eventSettings).DISCORD_BOT_WEBHOOK_SECRET
  if (secret === undefined) throw refuse('intake_unset')
  if (!isGenuine(secret, wire.body, wire.signature)) throw coreError('invalid_signature')
}

/**
 * Takes a report that is known to be genuine; it only ever means that something is to be looked at again. The same
 * report is taken once: by its id, or else by its bytes.
 */
export async function takeReport(
  context: Context,
  report: Report,
  body: Buffer,
): Promise<{ duplicate: boolean }> {
  const hash = hashRequest(body.toString('utf8'))
  const key = `events-intake:${report.id ?? hash}`
  const entry = { key, requestHash: hash, render: () => ({ received: true }) }
  const now = context.clock.now()
  const { guild_id, type } = report
  try {
    await once(context.database, now, entry, async (tx) => {
      const guild = guild_id === undefined ? null : await loadGuild(tx, guild_id)
      if (!guild) return
      if (!guild.webhook_verified) await saveGuild(tx, { ...guild, webhook_verified: true })
      if (type !== 'ping') await context.jobs.enqueue(tx, reconcileJob(guild.guild_id))
    })
    return { duplicate: false }
  } catch (error) {
    if (error instanceof Replay) return { duplicate: true }
    throw error
  }
}
