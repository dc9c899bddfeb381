import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ApplicationCommandOptionType } from 'discord-api-types/v10'
import type { APIApplicationCommandOption } from 'discord-api-types/v10'
import { checkOptions } from './command-options.ts'
import { modalSchema } from './modal-schema.ts'
import { submitModal } from './modal-values.ts'
import type { FieldValue } from './modal-values.ts'
import { everyField } from './test-bot.ts'

function accepts(change: object): boolean {
  return modalSchema.safeParse({ ...everyField, ...change }).success
}

function withField(component: object): boolean {
  return accepts({ components: [{ type: 18, label: 'x', component }] })
}

test('a modal is taken only within its limits', () => {
  assert.ok(accepts({}))
  const [first] = everyField.components
  const wrong = [
    { title: '' },
    { title: 'x'.repeat(46) },
    { custom_id: 'x'.repeat(101) },
    { components: [] },
    { components: Array.from({ length: 6 }, (_, n) => ({ type: 10, content: `${n}` })) },
    { components: [first, first] },
    { components: [{ type: 18, label: 'x'.repeat(46), component: first?.component }] },
    { components: [{ type: 2, style: 1, label: 'x', custom_id: 'x' }] },
  ]
  for (const change of wrong) assert.ok(!accepts(change), JSON.stringify(change))
  const options = [
    { label: 'a', value: 'a' },
    { label: 'b', value: 'b' },
  ]
  assert.ok(withField({ type: 22, custom_id: 'c', options }))
  assert.ok(withField({ type: 3, custom_id: 'c', options, min_values: 0, required: false }))
  assert.ok(withField({ type: 19, custom_id: 'c', file_types: ['image', '.csv'] }))
  const refused = [
    { type: 4, custom_id: 'c', style: 1, label: 'own' },
    { type: 4, custom_id: 'c', style: 3 },
    { type: 4, custom_id: 'c', style: 1, min_length: 5, max_length: 4 },
    { type: 3, custom_id: 'c', options, disabled: true },
    { type: 3, custom_id: 'c', options, min_values: 0 },
    { type: 21, custom_id: 'c', options: options.slice(1) },
    { type: 19, custom_id: 'c', file_types: ['*'] },
    { type: 2, custom_id: 'c', style: 1, label: 'x' },
  ]
  for (const component of refused) assert.ok(!withField(component), JSON.stringify(component))
})

test('whatever is entered, a submitted modal holds only what its fields allow', () => {
  const modal = modalSchema.parse(everyField)
  const value: fc.Arbitrary<FieldValue> = fc.oneof(
    fc.string({ maxLength: 15 }),
    fc.array(fc.constantFrom('tank', 'heal', 'dps', 'other'), { maxLength: 4 }),
    fc.constantFrom('small', 'large'),
    fc.boolean(),
    fc.constant(null),
  )
  const names = ['name', 'role', 'friend', 'size', 'agreed']
  const entered = fc.dictionary(fc.constantFrom(...names, 'unknown'), value)
  fc.assert(
    fc.property(entered, (given) => {
      const { components, problems } = submitModal(modal, new Map(Object.entries(given)))
      assert.equal(components.length, names.length)
      const ids = components.flatMap((entry) =>
        'component' in entry ? [entry.id, entry.component.id] : [entry.id],
      )
      assert.equal(new Set(ids).size, ids.length)
      if (problems.length > 0) return
      const fields = new Map(
        components.flatMap((entry) =>
          'component' in entry ? [[entry.component.custom_id, entry.component] as const] : [],
        ),
      )
      const name = String(fields.get('name')?.value)
      assert.ok(Array.from(name).length >= 2 && Array.from(name).length <= 10)
      const roles = fields.get('role')?.values ?? []
      assert.ok(roles.length >= 1 && roles.length <= 2 && !roles.includes('other'))
      assert.ok(['small', 'large'].includes(String(fields.get('size')?.value)))
      assert.equal(typeof fields.get('agreed')?.value, 'boolean')
      assert.ok(!('unknown' in given))
    }),
  )
})

test('options pass only when type, bounds and choices fit; while typing anything may be unfinished', () => {
  const Type = ApplicationCommandOptionType
  const definitions: APIApplicationCommandOption[] = [
    {
      type: Type.Integer,
      name: 'count',
      description: 'x',
      required: true,
      min_value: 1,
      max_value: 5,
    },
    {
      type: Type.String,
      name: 'kind',
      description: 'x',
      choices: [{ name: 'Raid', value: 'raid' }],
    },
  ]
  const count = (value: string | number | boolean) => ({ name: 'count', type: Type.Integer, value })
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double(), fc.string(), fc.boolean()),
      (value) => {
        const fits =
          typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 5
        assert.equal(checkOptions(definitions, [count(value)], false).length === 0, fits)
        assert.deepEqual(checkOptions(definitions, [count(value)], true), [])
      },
    ),
  )
  const kind = (value: string) => ({ name: 'kind', type: Type.String, value })
  assert.deepEqual(checkOptions(definitions, [count(1), kind('raid')], false), [])
  const refused = [[], [kind('raid')], [count(1), kind('other')], [count(1), count(2)]]
  for (const given of refused) assert.equal(checkOptions(definitions, given, false).length, 1)
})
