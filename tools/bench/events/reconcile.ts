import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemActor } from '#core/access/actor.ts'
import { createContext, type Context } from '#core/context.ts'
import { silentLog } from '#core/log.ts'
import type { RestCall } from '#discord/rest/rest.ts'
import { create, ensureGuild } from '#modules/events/service/create.ts'
import { passGuild } from '#modules/events/sync/guild-pass.ts'
import { passLink } from '#modules/events/sync/link-pass.ts'
import { createRemote } from '#modules/events/sync/remote.ts'
import { createApp } from '../../../src/app.ts'
import { readConfig } from '../../../src/config.ts'
import { millis, type Row } from '../report.ts'

const guilds = 20
const events = 500

/** Discord's scheduled events as far as a comparison asks for them, with a tally of the calls. */
function memory() {
  const stored = new Map<string, Record<string, unknown>>()
  const calls = { list: 0, other: 0 }
  const answer = ({ method, path, body }: RestCall): unknown => {
    const guild_id = path.split('/').at(2) ?? ''
    if (method === 'GET' && path.endsWith('/scheduled-events')) {
      calls.list += 1
      return [...stored.values()].filter((one) => one['guild_id'] === guild_id)
    }
    calls.other += 1
    const id = String(1_400_000_000_000_000_000n + BigInt(stored.size))
    const made = { ...Object(body), id, guild_id, status: 1, creator_id: null, user_count: 0 }
    stored.set(id, made)
    return made
  }
  return {
    calls,
    rest: {
      call: async <T>(call: RestCall, shape: { parse(value: unknown): T }) =>
        shape.parse(answer(call)),
      send: (call: RestCall) => Promise.resolve(void answer(call)),
    },
  }
}

async function measure(context: Context): Promise<Row> {
  const discord = memory()
  const tools = { context, remote: createRemote(discord.rest), isStage: () => false }
  const ids = Array.from({ length: guilds }, (_, nth) =>
    String(800_000_000_000_000_000n + BigInt(nth)),
  )
  for (const guild_id of ids) await ensureGuild(context, guild_id)
  for (let nth = 0; nth < events; nth += 1) {
    const guild_id = ids[nth % guilds] ?? ''
    const start = new Date(Date.now() + (nth + 48) * 3_600_000).toISOString()
    const { event } = await create(context, {
      fields: {
        title: `Event ${nth}`,
        description: 'A bench',
        start_at_utc: start,
        location: 'Here',
      },
      org_id: guild_id,
      guild_id,
      guild_ids: [guild_id],
      draft: false,
      template: null,
      message: false,
      named: {},
    })
    await passLink(tools, { event_id: event.id, guild_id, trigger: 'commit' })
  }
  Object.assign(discord.calls, { list: 0, other: 0 })
  const startedAt = performance.now()
  for (const guild_id of ids) await passGuild(tools, guild_id, 'reconcile')
  const took = performance.now() - startedAt
  const { list, other } = discord.calls
  return {
    name: `comparison of ${events} events in ${guilds} servers, nothing differs`,
    ours: `${list} list calls, ${other} others, ${millis(took)}`,
    floor: '',
    ratio: null,
    target: 'one list call a server',
    met: list === guilds && other === 0,
  }
}

/** A look at everything that finds nothing to do. */
export async function reconcileRow(): Promise<Row> {
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-bench-'))
  const app = await createApp(readConfig({ DATA_DIR: dataDir }, { discord: false }), {
    log: silentLog,
  })
  try {
    return await measure(createContext(app.services, { actor: systemActor, locale: 'en' }))
  } finally {
    await app.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
