import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Database } from '#core/db/database.ts'
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

const texts = fc.constantFrom('Raid night', 'ランク戦', '100% fun', 'raid_x', 'Été', '')
const party = fc.record({
  guild_id: fc.constantFrom(...guilds),
  owner_id: fc.constantFrom(...owners),
  title: texts,
  description: texts,
  game: fc.constantFrom('Go', 'Shogi', null),
  tags: fc.subarray(['late', 'la', '초보']),
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
  game: maybe(fc.constantFrom('Go')),
  has_space: maybe(fc.boolean()),
  search: maybe(fc.constantFrom('RAID', '%', '_', 'ラン', 'ÉT')),
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
  const text = `${title} ${description} ${game ?? ''}`.toLowerCase()
  if (wanted.search && !text.includes(wanted.search.toLowerCase())) return false
  return (!wanted.game || game === wanted.game) && (!wanted.tag || tags.includes(wanted.tag))
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

for (const store of databases()) {
  test(`lists on ${store.name} find, count and sort as one would by hand`, async (context) => {
    const { database, close } = await store.open(migrationSets.slice(1))
    context.after(close)
    await database.write(async (tx) => {
      for (const discord_id of owners) {
        const names = { username: 'ana', display_name: 'Ana', avatar: null, locale: null }
        await tx.db
          .insertInto('users')
          .values({ discord_id, ...names, updated_at: 0 })
          .execute()
      }
    })
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
