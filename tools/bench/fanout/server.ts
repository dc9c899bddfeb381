import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { recruitment } from '#modules/recruitment/contract/party.ts'
import { startTryOut } from '../../world.ts'
import { answerParent } from '../child.ts'
import { serviceToken } from '../program.ts'
import { monotonicMs } from './monotonic.ts'

/** The whole program with one party, about which it tells facts on request. */
const order = z.object({ do: z.enum(['start', 'tell']) })

const dataDir = mkdtempSync(join(tmpdir(), 'muster-bench-'))
process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }))

async function start() {
  const tryOut = await startTryOut({
    port: 0,
    sandboxPort: 0,
    dataDir,
    env: { DISCORD_BOT_API_TOKEN: serviceToken, LOG_LEVEL: 'warn' },
  })
  const { app, sandbox } = tryOut
  const [guild] = sandbox.world.state.guilds.values()
  const channel = [...(guild?.channels.values() ?? [])].find(({ name }) => name === 'recruit')
  if (!guild || !channel) throw new Error('the standard seed has a channel recruit')
  const answer = await fetch(`${app.url}/api/discord/recruitments/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${serviceToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      title: 'A party',
      discord_guild_id: guild.base.id,
      discord_channel_id: channel.id,
      discord_owner_id: guild.base.owner_id,
    }),
  })
  const { id } = recruitment.parse(await answer.json())
  await sandbox.settle()
  return { app, id, guildId: guild.base.id }
}

const running = start()

/** Commits one fact; the time is that of the commit, before anybody hears of it. */
async function tell() {
  const { app, id, guildId } = await running
  const { outbox, database } = app.services
  let at = 0
  await database.write(async (tx) => {
    tx.afterCommit(() => (at = monotonicMs()))
    await outbox.record(tx, {
      topic: 'recruitment',
      type: 'edited',
      object_id: String(id),
      guild_id: guildId,
      version: 2,
      actor_id: null,
      source: 'api',
      data: { previous_state: 'open', fields: ['description'] },
    })
  })
  return { at }
}

answerParent(order, async (asked) => {
  const url = (await running).app.url.replace('http', 'ws')
  return asked.do === 'tell' ? tell() : { url: `${url}/ws/discord-recruitments/` }
})
