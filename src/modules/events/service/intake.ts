import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { hashRequest, once, Replay } from '#core/inbox.ts'
import { refuse } from '../errors.ts'
import { eventSettings } from '../rules/settings.ts'
import { loadGuild, saveGuild } from '../store/guilds.ts'
import { reconcileJob } from './create.ts'

/** What an outside bot reports. */
export type Report = { type: string; id?: string | undefined; guild_id?: string | undefined }

function isGenuine(secret: string, body: Buffer, signature: string | undefined): boolean {
  const [, hex] = /^sha256=([0-9a-f]{64})$/i.exec(signature ?? '') ?? []
  if (hex === undefined) return false
  const expected = createHmac('sha256', secret).update(body).digest()
  return timingSafeEqual(expected, Buffer.from(hex, 'hex'))
}

/**
 * Takes a signed report; it only ever means that something is to be looked at again. The same report is taken once.
 */
export async function takeReport(
  context: Context,
  report: Report,
  wire: { body: Buffer; signature: string | undefined },
): Promise<{ duplicate: boolean }> {
  const secret = context.settings(eventSettings).DISCORD_BOT_WEBHOOK_SECRET
  if (secret === undefined) throw refuse('intake_unset')
  if (!isGenuine(secret, wire.body, wire.signature)) throw coreError('invalid_signature')
  const hash = hashRequest(wire.body.toString('utf8'))
  const key = `events-intake:${report.id ?? hash}`
  const entry = { key, requestHash: hash, render: () => ({ received: true }) }
  const now = context.clock.now()
  const { guild_id } = report
  try {
    await once(context.database, now, entry, async (tx) => {
      const guild = guild_id === undefined ? null : await loadGuild(tx, guild_id)
      if (!guild) return
      if (!guild.webhook_verified) await saveGuild(tx, { ...guild, webhook_verified: true })
      await context.jobs.enqueue(tx, reconcileJob(guild.guild_id))
    })
    return { duplicate: false }
  } catch (error) {
    if (error instanceof Replay) return { duplicate: true }
    throw error
  }
}
