import { sql, type Kysely } from 'kysely'
import type { Context, Services } from '#core/context.ts'
import type { MigrationSet } from '#core/db/migrate.ts'
import type { Transaction } from '#core/db/database.ts'
import { coreError } from '#core/errors.ts'
import { customId } from '#discord/custom-id.ts'
import { noMentions, type MessageBody } from '#discord/message.ts'
import {
  handler,
  type Answer,
  type CommandCall,
  type ComponentCall,
  type DiscordPart,
} from '#discord/part.ts'

/** A number with a message that shows it: the smallest module that uses all of the Discord layer. */
export type Counter = {
  id: number
  guild_id: string
  channel_id: string
  message_id: string | null
  post_after: number | null
  value: number
  version: number
}

/** Its one table. */
export const counterMigrations: MigrationSet = {
  owner: 'counter',
  migrations: [
    {
      name: '0001-counters',
      async up(db: Kysely<unknown>, dialect) {
        const key = sql.raw(dialect === 'sqlite' ? 'integer' : 'serial')
        await sql`create table counters (id ${key} primary key, guild_id text, channel_id text,
          message_id text, post_after bigint, value integer, version integer)`.execute(db)
      },
    },
  ],
}

type Reader = Pick<Transaction, 'db'>

/** The counter as it is stored. */
export async function readCounter({ db }: Reader, id: number): Promise<Counter | null> {
  const { rows } = await sql<Counter>`select * from counters where id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** Changes a counter and records the fact. */
export async function changeCounter(
  context: Context,
  id: number,
  change: (counter: Counter) => Partial<Counter>,
): Promise<Counter> {
  return context.write(async (unit) => {
    const counter = await readCounter(unit, id)
    if (!counter) throw coreError('not_found')
    const next = { ...counter, ...change(counter), version: counter.version + 1 }
    await sql`update counters set value = ${next.value}, version = ${next.version},
      message_id = ${next.message_id}, post_after = ${next.post_after} where id = ${id}`.execute(
      unit.db,
    )
    await unit.fact({
      topic: 'counter',
      type: 'changed',
      object_id: String(id),
      guild_id: next.guild_id,
      version: next.version,
      data: {},
    })
    return next
  })
}

/** Makes a counter. */
export async function createCounter(
  context: Context,
  made: Pick<Counter, 'guild_id' | 'channel_id' | 'post_after'>,
): Promise<Counter> {
  return context.write(async (unit) => {
    const { guild_id, channel_id, post_after } = made
    const { rows } = await sql<Counter>`insert into counters
      (guild_id, channel_id, post_after, value, version)
      values (${guild_id}, ${channel_id}, ${post_after}, 0, 1) returning *`.execute(unit.db)
    const [counter] = rows
    if (!counter) throw new Error('an insert returns its row')
    await unit.fact({
      topic: 'counter',
      type: 'created',
      object_id: String(counter.id),
      guild_id,
      version: 1,
      data: {},
    })
    return counter
  })
}

function body(counter: Counter): MessageBody {
  const id = (verb: string) => customId({ prefix: 'ct', version: 1, verb, id: String(counter.id) })
  const button = (verb: string) =>
    ({ type: 2, style: 1, label: verb, custom_id: id(verb) }) as const
  return {
    content: `value ${counter.value}`,
    components: [{ type: 1, components: ['plus', 'slow', 'refuse', 'fail'].map(button) }],
    allowed_mentions: noMentions,
  }
}

function shown(counter: Counter): Answer {
  const panel = { kind: 'counter', object_id: String(counter.id), version: counter.version }
  return { type: 'update', message: body(counter), panel }
}

/** What tests steer: a gate for the slow button, and what becomes of deleted messages. */
export type CounterControls = {
  gate: () => Promise<void>
  repost: boolean
  joins: string[]
  services: () => Services
}

/** The module's Discord part. */
export function counterPart(controls: CounterControls): DiscordPart {
  const plus = (call: ComponentCall) =>
    changeCounter(call.context, Number(call.id), ({ value }) => ({ value: value + 1 }))
  return {
    prefix: 'ct',
    version: 1,
    intents: (1 << 0) | (1 << 1) | (1 << 9),
    permissions: [],
    commands: [{ type: 1, name: 'counter', description: 'Makes a counter', contexts: [0] }],
    onCommand: {
      counter: handler<CommandCall, Counter>({
        perform: ({ context, guild_id, channel_id }) =>
          createCounter(context, {
            guild_id: guild_id ?? '',
            channel_id: channel_id ?? '',
            post_after: context.clock.now() + 5_000,
          }),
        answer: (counter) => ({
          type: 'reply',
          ephemeral: false,
          message: body(counter),
          panel: { kind: 'counter', object_id: String(counter.id), version: counter.version },
        }),
      }),
    },
    onAutocomplete: {},
    onComponent: {
      plus: handler<ComponentCall, Counter>({ perform: plus, answer: shown }),
      slow: handler<ComponentCall, Counter>({
        async perform(call) {
          await controls.gate()
          return plus(call)
        },
        answer: shown,
      }),
      refuse: handler<ComponentCall, never>({
        perform: () => Promise.reject(coreError('permission_denied')),
        answer: (never) => never,
      }),
      fail: handler<ComponentCall, never>({
        perform: () => Promise.reject(new Error('a bug')),
        answer: (never) => never,
      }),
    },
    onModal: {},
    panels: [
      {
        kind: 'counter',
        topic: 'counter',
        async live(context) {
          const { rows } = await sql<{ id: number }>`select id from counters
            where message_id is not null order by id`.execute(context.database.db)
          return rows.map(({ id }) => String(id))
        },
        async render(context, objectId) {
          const counter = await readCounter(context.database, Number(objectId))
          return counter && { ...counter, body: body(counter) }
        },
        async posted(context, objectId, message_id) {
          const counter = await readCounter(context.database, Number(objectId))
          if (counter?.message_id === message_id) return
          await changeCounter(context, Number(objectId), () => ({ message_id, post_after: null }))
        },
        async deleted(context, objectId) {
          if (!controls.repost) {
            await changeCounter(context, Number(objectId), () => ({ message_id: null }))
          }
          return controls.repost
        },
      },
    ],
    dispatches: [
      {
        event: 'GUILD_MEMBER_ADD',
        async hear(_services, data) {
          controls.joins.push(JSON.stringify(Reflect.get(Object(data), 'user')))
        },
      },
    ],
  }
}
