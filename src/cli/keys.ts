import { parseArgs } from 'node:util'
import { createKeys } from '#core/access/keys.ts'
import { scopes, type Scope } from '#core/access/actor.ts'
import { systemClock } from '#core/clock.ts'
import { systemRandom } from '#core/ids.ts'
import type { MessageValues } from '#core/i18n/translate.ts'
import { localeOf, UsageError, type Io } from './io.ts'
import { say, type CliText } from './locales/catalogue.ts'
import { withDatabase } from './storage.ts'

const dayMs = 86_400_000

function isScope(text: string): text is Scope {
  return (scopes as readonly string[]).includes(text)
}

/** A mistake in the call, in the words of the person at the terminal. */
function mistake(io: Io, key: CliText, values?: MessageValues): UsageError {
  return new UsageError(say(localeOf(io), key, values))
}

const usage = (io: Io) => mistake(io, 'usage.keys', { scopes: scopes.join(', ') })

async function create(io: Io, args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      name: { type: 'string' },
      scopes: { type: 'string' },
      guild: { type: 'string', multiple: true },
      'act-as': { type: 'string', multiple: true },
      days: { type: 'string' },
    },
  })
  if (!values.name || !values.scopes) throw usage(io)
  const wanted = values.scopes.split(',').map((scope) => scope.trim())
  const unknown = wanted.filter((scope) => !isScope(scope))
  if (unknown.length > 0) {
    const known = usage(io).message
    throw new UsageError(
      `${mistake(io, 'keys.scope', { scopes: unknown.join(', ') }).message}\n\n${known}`,
    )
  }
  const strange = values.guild?.filter((id) => !/^\d{17,19}$/.test(id)) ?? []
  if (strange.length > 0) throw mistake(io, 'keys.server', { ids: strange.join(', ') })
  const { name, guild, 'act-as': people, days } = values
  const unlikely = people?.filter((id) => !/^\d{1,20}$/.test(id)) ?? []
  if (unlikely.length > 0) throw mistake(io, 'keys.person', { ids: unlikely.join(', ') })
  if (days !== undefined && !/^[1-9]\d{0,4}$/.test(days)) throw mistake(io, 'keys.days', { days })
  const key = await withDatabase(io, (database) =>
    createKeys({ database, clock: systemClock, random: systemRandom }).create({
      name,
      scopes: wanted.filter(isScope),
      guild_ids: guild ?? null,
      act_as: people ?? null,
      expires_at: days === undefined ? null : systemClock.now() + Number(days) * dayMs,
    }),
  )
  io.out(key.key)
  return 0
}

async function list(io: Io): Promise<number> {
  const known = await withDatabase(io, (database) =>
    createKeys({ database, clock: systemClock, random: systemRandom }).list(),
  )
  for (const key of known) {
    const { revoked_at, expires_at } = key
    const isOver = expires_at !== null && expires_at <= systemClock.now()
    const state = revoked_at !== null ? 'revoked' : isOver ? 'expired' : 'valid'
    const until = expires_at === null ? 'no end' : `until ${new Date(expires_at).toISOString()}`
    const people = key.act_as === null ? 'anybody' : `for ${key.act_as.join(',')}`
    const guilds = key.guild_ids?.join(',') ?? 'every server'
    const used = key.last_used_at === null ? 'never used' : new Date(key.last_used_at).toISOString()
    io.out([key.id, key.name, state, key.scopes.join(','), guilds, people, until, used].join('\t'))
  }
  return 0
}

async function revoke(io: Io, id: string | undefined): Promise<number> {
  if (!id) throw usage(io)
  const done = await withDatabase(io, (database) =>
    createKeys({ database, clock: systemClock, random: systemRandom }).revoke(id),
  )
  if (done) return 0
  io.err(say(localeOf(io), 'keys.unknown', { id }))
  return 1
}

/** `muster keys …`: API keys for other programs. */
export async function keys(io: Io): Promise<number> {
  const [verb, ...rest] = io.args
  if (verb === 'create') return create(io, rest)
  if (verb === 'list') return list(io)
  if (verb === 'revoke') return revoke(io, rest[0])
  throw usage(io)
}
