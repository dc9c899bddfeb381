import { createPublicKey, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { z } from 'zod'
import { answerParent } from '../child.ts'

/**
 * The least that a server can do for a click and keep the same promise: check the signature, run the
 * statements that Muster runs, share a durable commit, answer as many bytes.
 */
const order = z.object({
  /** A copy of Muster's database. */
  file: z.string(),
  publicKey: z.string(),
  /** Stored and given as the answer to every click. */
  answer: z.string(),
})

const click = z.object({
  id: z.string(),
  guild_id: z.string(),
  data: z.object({ custom_id: z.string() }),
  member: z.object({ user: z.object({ id: z.string() }) }),
})
type ClickBody = z.infer<typeof click>

type Unit = { body: ClickBody; done: () => void }
type Row = Record<string, SQLInputValue>

function openStore(file: string, answer: string) {
  const db = new DatabaseSync(file)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
  const seen = db.prepare('select request_hash, response from inbox where key = ?')
  const party = db.prepare(
    `select r.*, u.id as owner_user_id, u.username as owner_username,
       u.display_name as owner_display_name, u.avatar as owner_avatar
     from recruitments r join users u on u.discord_id = r.owner_id
     where r.id = ? and r.deleted_at is null`,
  )
  const seats = db.prepare(
    `select s.user_id, s.option, s.status, s.seq, s.note, s.source, s.joined_at,
       u.username, u.display_name, u.avatar
     from seats s join users u on u.discord_id = s.user_id where s.parent = ? order by s.seq`,
  )
  const sit = db.prepare(
    `insert into seats (parent, user_id, option, status, seq, note, source, joined_at)
     values (?, ?, null, 'confirmed', ?, '', 'discord', ?)`,
  )
  const rise = db.prepare('delete from seats where parent = ? and user_id = ?')
  const change = db.prepare(
    `update recruitments set owner_id = ?2, title = ?3, description = ?4, max_slots = ?5,
       current_slots = ?6, waitlist_enabled = ?7, state = ?8, closed_reason = ?9, closed_at = ?10,
       game = ?11, visibility = ?12, message_id = ?13, channel_id = ?14, version = ?15,
       updated_at = ?16 where id = ?1`,
  )
  const tell = db.prepare(
    `insert into facts
       (topic, type, object_id, guild_id, version, actor_id, source, data, created_at, position)
     values ('recruitment', ?, ?, ?, ?, ?, 'discord', ?, ?,
       (select coalesce(max(position), 0) + 1 from facts))`,
  )
  const keep = db.prepare(
    `insert into inbox (key, request_hash, response, created_at) values (?, ?, ?, ?)
     on conflict (key) do nothing returning key`,
  )

  function run({ id, guild_id, data, member }: ClickBody): void {
    const [, , verb, objectId = ''] = data.custom_id.split(':')
    const key = `interaction:${id}`
    const userId = member.user.id
    if (seen.get(key)) return
    const found = party.get(objectId) as Row
    const board = `recruitment:${objectId}`
    const people = seats.all(board)
    const joins = verb === 'join'
    const now = Date.now()
    const version = Number(found['version']) + 1
    if (joins) sit.run(board, userId, Number(people.at(-1)?.['seq'] ?? 0) + 1, now)
    else rise.run(board, userId)
    const slots = people.length + (joins ? 1 : -1)
    const same = (name: string) => found[name] ?? null
    change.run(
      objectId,
      same('owner_id'),
      same('title'),
      same('description'),
      same('max_slots'),
      slots,
      same('waitlist_enabled'),
      same('state'),
      same('closed_reason'),
      same('closed_at'),
      same('game'),
      same('visibility'),
      same('message_id'),
      same('channel_id'),
      version,
      now,
    )
    const user = { discord_user_id: userId }
    const users = [{ kind: joins ? 'claimed' : 'released', ...user }]
    const details = JSON.stringify({ previous_state: found['state'], user, users })
    const type = joins ? 'participant_joined' : 'participant_left'
    tell.run(type, objectId, guild_id, version, userId, details, now)
    keep.all(key, `3:${data.custom_id}`, answer, now)
  }

  return {
    /** Units that share one durable commit, each in a savepoint. */
    commit(units: readonly Unit[]): void {
      db.exec('BEGIN IMMEDIATE')
      for (const { body } of units) {
        db.exec('SAVEPOINT unit')
        run(body)
        db.exec('RELEASE unit')
      }
      db.exec('COMMIT')
      for (const { done } of units) done()
    },
  }
}

async function serve({ file, publicKey, answer }: z.infer<typeof order>): Promise<{ url: string }> {
  const store = openStore(file, answer)
  const der = Buffer.from(`302a300506032b6570032100${publicKey}`, 'hex')
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
  const queue: Unit[] = []
  let inFlight = 0

  function push(unit: Unit): void {
    queue.push(unit)
    if (queue.length === 1) setImmediate(() => store.commit(queue.splice(0)))
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    inFlight += 1
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const raw = Buffer.concat(chunks)
      const signature = Buffer.from(String(request.headers['x-signature-ed25519']), 'hex')
      const timestamp = String(request.headers['x-signature-timestamp'])
      const signed = Buffer.concat([Buffer.from(timestamp), raw])
      const finish = (genuine: boolean) => {
        const done = (status: number, text: string) => {
          inFlight -= 1
          const headers = { 'content-type': 'application/json', 'content-length': text.length }
          response.writeHead(status, headers).end(text, 'latin1')
        }
        if (!genuine) return done(401, '')
        push({ body: JSON.parse(raw.toString()) as ClickBody, done: () => done(200, sent) })
      }
      // On other threads only when that is faster: with several requests in flight.
      if (inFlight <= 3) return finish(verify(null, signed, key, signature))
      verify(null, signed, key, signature, (_error, genuine) => finish(genuine))
    })
  })
  const sent = Buffer.from(answer).toString('latin1')
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

answerParent(order, serve)
