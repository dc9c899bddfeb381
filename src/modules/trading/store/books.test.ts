import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decimal, plainText, zero } from '#core/money.ts'
import { databases } from '../../../../test/support/databases.ts'
import { trading } from '../migrations/0001-trading.ts'
import { positionOf } from '../rules/books.ts'
import { openAccount } from './accounts.ts'
import { enterFills, loadAllFills, loadLedger, loadPositions, type StoredFill } from './books.ts'

const sets = [{ owner: 'trading', migrations: [trading] }]

function fill(index: number): StoredFill {
  const price = decimal(String(100_000_000 + ((index * 7_919) % 100_000)))
  const volume = decimal(`0.000${10 + ((index * 37) % 90)}`)
  const funds = price.times(volume)
  return {
    trade_uuid: `t${index}`,
    account_id: 'a',
    order_id: `o${index}`,
    kind: 'trade',
    market: index % 3 === 0 ? 'KRW-ETH' : 'KRW-BTC',
    side: index % 5 === 4 ? 'sell' : 'buy',
    price,
    volume,
    funds,
    fee: funds.times(decimal('0.0005')),
    fee_estimated: false,
    strategy: null,
    at: index,
  }
}

describe('stored books', () => {
  for (const store of databases()) {
    it(`enter each fill once, whoever brings it, and positions can be made again from them (${store.name})`, async () => {
      const { database, again, close } = await store.open(sets)
      try {
        const twin = again()
        const fills = Array.from({ length: 40 }, (_, index) => fill(index))
        const bring = (where: typeof database, list: readonly StoredFill[]) =>
          where.write((tx) => enterFills(tx, list, () => null))
        await bring(database, fills.slice(0, 30))
        const fresh = await bring(twin, fills)
        assert.equal(fresh.length, 10)
        const stored = await loadAllFills(database, 'a')
        assert.deepEqual(
          stored.map(({ trade_uuid }) => trade_uuid),
          fills.map(({ trade_uuid }) => trade_uuid),
        )
        const ledger = await loadLedger(database, 'a', 0)
        for (const position of await loadPositions(database, 'a')) {
          const made = positionOf(stored.filter(({ market }) => market === position.market))
          for (const name of ['volume', 'cost', 'realised', 'fees'] as const) {
            assert.equal(plainText(position[name]), plainText(made[name]), name)
          }
          const lines = ledger.filter(({ market }) => market === position.market)
          const asset = lines.reduce((sum, line) => sum.plus(line.asset), zero)
          assert.equal(plainText(asset), plainText(position.volume))
        }
      } finally {
        await close()
      }
    })

    it(`lose nothing of fills that several processes bring at once (${store.name})`, async () => {
      const { database, again, close } = await store.open(sets)
      try {
        const places = [database, again(), again()]
        const account = {
          id: 'a',
          mode: 'paper',
          exchange: 'e',
          base_url: 'u',
          key_ref: 'k',
        } as const
        await database.write((tx) => openAccount(tx, account, 0))
        const fills = Array.from({ length: 60 }, (_, index) => ({
          ...fill(index),
          market: 'KRW-BTC',
        }))
        await Promise.all(
          places.map(async (place, nth) => {
            const own = fills.filter((_, index) => index % places.length === nth)
            for (const one of own) await place.write((tx) => enterFills(tx, [one], () => null))
          }),
        )
        const stored = await loadAllFills(database, 'a')
        const [position] = await loadPositions(database, 'a')
        assert.equal(stored.length, fills.length)
        assert.ok(position)
        const made = positionOf(stored)
        for (const name of ['volume', 'fees'] as const)
          assert.equal(plainText(position[name]), plainText(made[name]), name)
      } finally {
        await close()
      }
    })
  }
})
