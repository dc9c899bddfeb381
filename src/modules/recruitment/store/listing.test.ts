import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Database } from '#core/db/database.ts'
import { migrate } from '#core/db/migrate.ts'
import { systemClock } from '#core/clock.ts'
import { fold } from '#core/fold.ts'
import { migrationSets } from '../../../migrations.ts'
import { databases } from '../../../../test/support/databases.ts'
import { partyOf } from '../../../../test/support/party-states.ts'
import { listQuery, type ListQuery } from '../contract/list.ts'
import { recruitmentState } from '../contract/party.ts'
import { statusOf } from '../rules/party.ts'
import { listParties, type ListFilter, type Visible } from './listing.ts'
import { insertParty, markDeleted, updateParty, type Party } from './parties.ts'
import { purgeParty } from './purge.ts'

const guilds = ['1308600000000000001', '1308600000000000002'] as const
const owners = ['80351110224678912', '80351110224678913'] as const

const texts = fc.constantFrom('Raid night', 'ランク戦', '100% fun', 'ｒａｉｄ_x', 'Été', '')
const party = fc.record({
  guild_id: fc.constantFrom(...guilds),
  owner_id: fc.constantFrom(...owners),
  title: texts,
  description: texts,
  game: fc.constantFrom('Go', 'ＧＯ', 'ｴﾍﾟｯｸｽ', 'エペックス', null),
  tags: fc.subarray(['late', 'ＬＡ', '초보']),
  visibility: fc.constantFrom('public' as const, 'guild' as const, 'unlisted' as const),
  state: fc.constantFrom(...recruitmentState.options),
  max_slots: fc.constantFrom(2, 3),
  current_slots: fc.integer({ min: 1, max: 2 }),
  starts_at: fc.option(fc.integer({ min: 1, max: 4 })),
  created_at: fc.integer({ min: 1, max: 4 }),
  updated_at: fc.integer({ min: 1, max: 4 }),
  fate: fc.constantFrom('stays', 'hides', 'deleted', 'purged'),
})
type Wish = typeof party extends fc.Arbitrary<infer T> ? T : never

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 })
const filter = fc.record({
  page: fc.constantFrom(1, 2),
  page_size: fc.constantFrom(3, 100),
  status: maybe(fc.constantFrom('open' as const, 'closed' as const)),
  state: maybe(fc.subarray([...recruitmentState.options], { minLength: 1 })),
  discord_guild_id: maybe(fc.constantFrom(...guilds)),
  owner: maybe(fc.constantFrom(...owners)),
  game: maybe(fc.constantFrom('go', 'ｴﾍﾟｯｸｽ')),
  has_space: maybe(fc.boolean()),
  search: maybe(fc.constantFrom('RAID', '%', '_', 'ﾗﾝ', 'ÉT', 'エペ', 'ｇｏ ')),
  tag: maybe(fc.constantFrom('la')),
  starts_after: maybe(fc.constant(2)),
  starts_before: maybe(fc.constant(3)),
  updated_since: maybe(fc.constant(2)),
  ordering: fc.constantFrom(...listQuery.shape.ordering.unwrap().options),
})
const visible = fc.record({
  guildIds: fc.constantFrom<Visible['guildIds']>('all', [], [guilds[0]]),
  user_id: fc.constant(null),
})

/** The field by which an ordering sorts, and in which direction. */
function keyOf(ordering: ListQuery['ordering'], one: Party): number {
  const column = ordering.replace('-', '') as 'created_at' | 'starts_at'
  return one[column] ?? Number.POSITIVE_INFINITY
}

function inOrder(ordering: ListQuery['ordering']) {
  const sign = ordering.startsWith('-') ? -1 : 1
  return (a: Party, b: Party): number => {
    const [left, right] = [keyOf(ordering, a), keyOf(ordering, b)]
    if (left === right) return sign * (a.id - b.id)
    // Those without a start come last, whatever the direction.
    if (!Number.isFinite(left)) return 1
    return Number.isFinite(right) ? sign * (left - right) : -1
  }
}

function fitsTimes(one: Party, wanted: ListFilter): boolean {
  const { starts_after: after, starts_before: before, updated_since: since } = wanted
  if (after && (one.starts_at ?? 0) < after) return false
  if (before && (one.starts_at ?? 99) > before) return false
  return !since || one.updated_at >= since
}

function fitsWords({ title, description, game, tags }: Party, wanted: ListFilter): boolean {
  const text = fold(`${title} ${description} ${game ?? ''}`)
  if (wanted.search && !text.includes(fold(wanted.search))) return false
  if (wanted.game && fold(game ?? '') !== fold(wanted.game)) return false
  return !wanted.tag || tags.some((tag) => fold(tag) === fold(wanted.tag ?? ''))
}

/** Whether a party is found, as one would say it without a database. */
function isFound(one: Party, wanted: ListFilter, { guildIds }: Visible): boolean {
  const free = one.max_slots - one.current_slots
  const fits = [
    guildIds === 'all' || one.visibility === 'public' || guildIds.includes(one.guild_id),
    !wanted.status || statusOf(one.state, free) === wanted.status,
    !wanted.state || wanted.state.includes(one.state),
    !wanted.discord_guild_id || one.guild_id === wanted.discord_guild_id,
    !wanted.owner || one.owner_id === wanted.owner,
    wanted.has_space === undefined || wanted.has_space === (free > 0 && one.state !== 'full'),
    fitsTimes(one, wanted),
    fitsWords(one, wanted),
  ]
  return fits.every(Boolean)
}

async function fill(database: Database, wishes: readonly Wish[]) {
  return database.write(async (tx) => {
    const kept: Party[] = []
    for (const { fate, ...wish } of wishes) {
      const { id: _, ...row } = partyOf(wish)
      const one = { ...row, id: await insertParty(tx, row) }
      if (fate === 'stays') kept.push(one)
      else if (fate === 'hides') {
        kept.push({ ...one, visibility: 'guild' })
        await updateParty(tx, { ...one, visibility: 'guild' })
      } else await markDeleted(tx, one, 9)
      if (fate === 'purged') await purgeParty(tx, one.id, `recruitment:${one.id}`)
    }
    return kept
  })
}

async function addOwners(database: Database): Promise<void> {
  await database.write(async (tx) => {
    for (const discord_id of owners) {
      const names = { username: 'ana', display_name: 'Ana', avatar: null, locale: null }
      await tx.db
        .insertInto('users')
        .values({ discord_id, ...names, updated_at: 0 })
        .execute()
    }
  })
}

for (const store of databases()) {
  test(`what was stored before texts were folded is found on ${store.name}`, async (context) => {
    const before = migrationSets.slice(1).map(({ owner, migrations }) => ({
      owner,
      migrations: migrations.filter(({ name }) => !/-folded-/.test(name)),
    }))
    const { database, close } = await store.open(before)
    context.after(close)
    await addOwners(database)
    const wishes = [
      ...Array.from({ length: 501 }, () => ({ title: 'Other' })),
      { title: 'ＡＰＥＸ　ランク', game: null, tags: [] },
      { title: 'Friday', game: 'ｴﾍﾟｯｸｽ', tags: ['初心者', 'Ｌａｔｅ'] },
    ]
    const rows = wishes.map((wish) => {
      const { id: _, roles, tags, ...plain } = partyOf({ owner_id: owners[0], ...wish })
      const columns = Object.entries(plain).map(([name, value]) => [
        name,
        typeof value === 'boolean' ? Number(value) : value,
      ])
      const lists = { roles: JSON.stringify(roles), tags: JSON.stringify(tags) }
      return { ...Object.fromEntries(columns), ...lists }
    })
    await database.write(async ({ db }) => {
      const tables = db.$extendTables<{ recruitments: Record<string, unknown> }>()
      await tables.insertInto('recruitments').values(rows).execute()
    })
    await migrate(database, migrationSets, { clock: systemClock })
    const titlesOf = async (wanted: Partial<ListFilter>) => {
      const all = { page: 1, page_size: 3, ordering: 'created_at' as const }
      const reader = { guildIds: 'all', user_id: null } as const
      const { views } = await listParties(database, { ...all, ...wanted }, reader)
      return views.map(({ party: { title } }) => title)
    }
    assert.deepEqual(await titlesOf({ search: 'apex ランク' }), ['ＡＰＥＸ　ランク'])
    for (const wanted of [{ search: 'エペックス' }, { game: 'エペックス' }, { tag: 'late' }]) {
      assert.deepEqual(await titlesOf(wanted), ['Friday'])
    }
  })

  test(`lists on ${store.name} find, count and sort as one would by hand`, async (context) => {
    const { database, close } = await store.open(migrationSets.slice(1))
    context.after(close)
    await addOwners(database)
    const [wishes = []] = fc.sample(fc.array(party, { minLength: 40, maxLength: 40 }), {
      seed: 20_261_121,
      numRuns: 1,
    })
    const kept = await fill(database, wishes)
    await fc.assert(
      fc.asyncProperty(filter, visible, async (wanted, reader) => {
        const { count, views } = await listParties(database, wanted, reader)
        const found = kept.filter((one) => isFound(one, wanted, reader))
        const from = (wanted.page - 1) * wanted.page_size
        const page = found.toSorted(inOrder(wanted.ordering)).slice(from, from + wanted.page_size)
        assert.equal(count, found.length)
        assert.deepEqual(
          views.map((view) => view.party.id),
          page.map(({ id }) => id),
        )
      }),
      { numRuns: 200 },
    )
  })
}
