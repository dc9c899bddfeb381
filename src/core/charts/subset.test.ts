import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { subsetOf } from './subset.ts'

it('a font of a few letters is small, whole in itself, and says what it does not have', () => {
  const path = '@expo-google-fonts/noto-sans-kr/400Regular/NotoSansKR_400Regular.ttf'
  const whole = readFileSync(fileURLToPath(import.meta.resolve(path)))
  const { font, missing } = subsetOf(whole, 'BTC 비트코인 Å ひ 😀')
  assert.ok(font.length < whole.length / 10, String(font.length))
  assert.deepEqual(missing, ['😀'])
  // What was taken can be taken again: outlines and tables are where they say that they are.
  const again = subsetOf(font, 'BTC 비트코인 Å ひ 😀')
  assert.deepEqual(again.font, font)
})
