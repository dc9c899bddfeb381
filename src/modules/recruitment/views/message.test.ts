import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { APIEmbed } from 'discord-api-types/v10'
import fc from 'fast-check'
import { line } from '#core/contract.ts'
import { locales } from '#core/i18n/locale.ts'
import { noTail } from '#core/seats/seats.ts'
import type { StoredSeat } from '#core/seats/store.ts'
import type { MessageBody } from '#discord/message.ts'
import { recruitmentState } from '../contract/party.ts'
import type { PartyView } from '../store/parties.ts'
import { partyForm, templateForm } from './form.ts'
import type { Seen } from './json.ts'
import { choiceOfParty, myList, openList, roleQuestion } from './lists.ts'
import { partyMessage, roleChoices } from './message.ts'
import { deleteQuestion, managePanel, pingMessage } from './panel.ts'

const settings = { publicUrl: 'http://127.0.0.1:8080', discordWebUrl: 'https://discord.com' }

/** Text as the contract lets it in. */
const text = (max: number) =>
  fc
    .oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: max }).map((s) => s.slice(0, max)),
      fc.constant('*'.repeat(max)),
      fc.constant('木'.repeat(max)),
      fc.constant('@everyone <@1> [x](https://evil.example)'.slice(0, max)),
    )
    .map((drawn) => line(1, max).safeParse(drawn))
    .filter(({ success }) => success)
    .map(({ data }) => data ?? '')

const view: fc.Arbitrary<PartyView> = fc
  .record({
    title: text(100),
    description: fc.oneof(fc.constant(''), text(2000)),
    game: fc.option(text(100)),
    name: text(32),
    max: fc.integer({ min: 1, max: 99 }),
    confirmed: fc.integer({ min: 0, max: 99 }),
    waiting: fc.integer({ min: 0, max: 150 }),
    state: fc.constantFrom(...recruitmentState.options),
    locale: fc.constantFrom(...locales),
    waitlist: fc.boolean(),
    unseen: fc.nat(2_000),
    roles: fc.array(
      fc.record({
        label: text(40),
        emoji: fc.constantFrom(null, '🛡️', '<:tank:130000000000000001>', 'x'.repeat(64)),
        max: fc.integer({ min: 1, max: 99 }),
      }),
      { maxLength: 10 },
    ),
    tags: fc.array(text(32), { maxLength: 10 }),
    starts_at: fc.option(fc.constant(1_800_000_000_000)),
    last_call_at: fc.option(fc.constant(1_700_000_000_000)),
    offered: fc.boolean(),
    ping: fc.option(fc.constant('1300000000000000009')),
  })
  .map((one) => {
    const seats = Array.from({ length: Math.min(one.confirmed, one.max) + one.waiting }).map(
      (_, index): StoredSeat => ({
        user_id: String(1_300_000_000_000_000_000n + BigInt(index)),
        option: one.roles.length > 0 ? `role-${index % (one.roles.length + 1)}` : null,
        status: index < Math.min(one.confirmed, one.max) ? 'confirmed' : 'waiting',
        seq: index + 1,
        offer_expires_at: one.offered ? 1_800_000_000_000 : null,
        username: 'u',
        display_name: one.name,
        avatar: null,
        note: '',
        source: 'discord',
        joined_at: 0,
      }),
    )
    return {
      party: {
        id: 2_147_483_647,
        guild_id: '1300000000000000000',
        channel_id: '1300000000000000001',
        message_id: null,
        post_after: null,
        owner_id: '1300000000000000000',
        title: one.title,
        description: one.description,
        max_slots: one.max,
        current_slots: Math.min(one.confirmed, one.max),
        waitlist_enabled: one.waitlist,
        min_slots: 2,
        offer_ms: null,
        start_on_full: false,
        starts_at: one.starts_at,
        roles: one.roles.map((role, index) => ({ ...role, key: `role-${index}` })),
        started_at: null,
        expires_at: 1_800_000_000_000,
        active_at: 0,
        tags: one.tags,
        template: null,
        timezone: null,
        ping_role_id: one.ping,
        required_role_id: null,
        last_call_at: one.last_call_at,
        wants_voice: false,
        wants_thread: false,
        voice_channel_id: null,
        thread_id: null,
        bumped_at: null,
        clock_at: null,
        state: one.state,
        closed_reason: null,
        closed_at: null,
        game: one.game,
        visibility: 'public' as const,
        locale: one.locale,
        version: 1,
        created_at: 0,
        updated_at: 0,
      },
      seats,
      names_public: false,
      tail: { count: one.waiting > 0 ? one.unseen : 0, last_seq: 10_000 },
      owner: { id: 1, discord_id: '1', username: 'u', display_name: one.name, avatar: null },
    }
  })

function lengthOf(embed: APIEmbed): number {
  const fields = embed.fields?.flatMap((field) => [field.name, field.value]) ?? []
  const parts = [embed.title, embed.description, embed.footer?.text, embed.author?.name, ...fields]
  return parts.reduce((sum, part) => sum + (part?.length ?? 0), 0)
}

function checkEmbed(embed: APIEmbed): void {
  assert.ok((embed.title?.length ?? 0) <= 256)
  assert.ok((embed.description?.length ?? 0) <= 4096)
  assert.ok(lengthOf(embed) <= 6000)
  for (const field of embed.fields ?? []) {
    assert.ok(field.name.length <= 256 && field.name.trim().length > 0)
    assert.ok(field.value.length <= 1024 && field.value.trim().length > 0)
    assert.ok(field.value.isWellFormed())
  }
}

/** What Discord refuses in a row: too many or no components, long labels, bad selects. */
function checkRow(row: unknown): void {
  const shape = row as {
    components: {
      type: number
      label?: string
      placeholder?: string
      options?: { label: string; value: string; description?: string }[]
    }[]
  }
  const { components } = shape
  const isSelect = components.some(({ type }) => type !== 2)
  assert.ok(components.length >= 1 && components.length <= (isSelect ? 1 : 5))
  for (const { label, placeholder, options } of components) {
    assert.ok(label === undefined || (label.length <= 80 && label.trim() !== ''))
    assert.ok((placeholder?.length ?? 0) <= 150)
    if (!options) continue
    assert.ok(options.length >= 1 && options.length <= 25)
    assert.equal(new Set(options.map(({ value }) => value)).size, options.length)
    for (const option of options) {
      assert.ok(option.label.length <= 100 && option.label.trim() !== '')
      assert.ok(option.value.length <= 100 && (option.description?.length ?? 0) <= 100)
    }
  }
}

function checkMessage(body: MessageBody): void {
  body.embeds?.forEach(checkEmbed)
  assert.ok((body.embeds ?? []).reduce((sum, one) => sum + lengthOf(one), 0) <= 6000)
  assert.ok((body.content?.length ?? 0) <= 2000)
  assert.deepEqual(body.allowed_mentions.parse, [])
  const rows = body.components ?? []
  assert.ok(rows.length <= 5)
  rows.forEach(checkRow)
  const ids = JSON.stringify(rows).match(/"custom_id":"[^"]*"/g) ?? []
  assert.equal(new Set(ids).size, ids.length)
  assert.ok(ids.every((id) => id.length <= 100))
}

const seenBy = (one: PartyView, manager: boolean): Seen => ({
  ...one,
  viewer: { user_id: one.party.owner_id, guildIds: 'all', manager },
  position: null,
})

test('every message keeps within the limits of Discord, whatever people write', () => {
  fc.assert(
    fc.property(view, fc.constantFrom(...locales), fc.boolean(), (one, locale, manager) => {
      const inLocale = { ...settings, locale }
      const many = Array.from({ length: 25 }, (_, index) => ({
        ...one,
        party: { ...one.party, id: index + 1 },
      }))
      for (const body of [
        partyMessage(one, inLocale),
        managePanel(seenBy(one, manager), inLocale),
        pingMessage(one, inLocale),
        deleteQuestion(one, locale),
        openList({ count: 40, results: many.slice(0, 10) }, inLocale),
        myList(
          many.map((each) => seenBy(each, manager)),
          one.party.owner_id,
          inLocale,
        ),
        choiceOfParty('pick-close', many, locale),
        ...(one.party.roles.length > 0 ? [roleQuestion(1, roleChoices(one), locale)] : []),
      ]) {
        checkMessage(body)
      }
      const values = { title: one.party.title, slots: '4', start: '', game: one.party.game ?? '' }
      const { description } = one.party
      for (const form of [
        partyForm(locale, one.party.id, { ...values, description }),
        templateForm(locale, one.party.id),
      ]) {
        assert.ok(form.title.length <= 45)
        assert.ok(form.components.length <= 5)
      }
    }),
    { numRuns: 300 },
  )
})

test('a first post pings the role that was asked for, and nothing else ever pings', () => {
  fc.assert(
    fc.property(view, (one) => {
      const { ping_role_id: role } = one.party
      const first = partyMessage(one, { ...settings, locale: 'en' })
      assert.deepEqual(first.allowed_mentions, role ? { parse: [], roles: [role] } : { parse: [] })
      for (const party of [
        { ...one.party, message_id: '1300000000000000007' },
        { ...one.party, bumped_at: 5 },
      ]) {
        const later = partyMessage({ ...one, party }, { ...settings, locale: 'en' })
        assert.deepEqual(later.allowed_mentions, { parse: [] })
      }
      const { allowed_mentions } = pingMessage(one, { ...settings, locale: 'en' })
      const members = one.seats.filter(({ status }) => status === 'confirmed')
      const ids = new Set(members.map((seat) => seat.user_id))
      assert.ok(allowed_mentions.users?.every((id) => ids.has(id)))
    }),
  )
})

test('the message of a party with roles, a start and an offer', () => {
  const [sample] = fc.sample(view, { numRuns: 1, seed: 1 })
  assert.ok(sample)
  const [seat] = fc.sample(view, { numRuns: 50, seed: 1 }).flatMap(({ seats }) => seats)
  assert.ok(seat)
  const roles = [
    { key: 'tank', label: 'Tank', emoji: '🛡️', max: 1 },
    { key: 'dps', label: 'DPS', emoji: null, max: 3 },
  ]
  const person = (index: number, option: string | null, status: StoredSeat['status']) => ({
    ...seat,
    user_id: `13000000000000000${index}`,
    option,
    status,
    seq: index,
    offer_expires_at: status === 'offered' ? 1_800_000_600_000 : null,
  })
  const one: PartyView = {
    ...sample,
    party: {
      ...sample.party,
      id: 7,
      title: 'Raid_',
      description: '',
      state: 'open',
      locale: 'en',
      roles,
      max_slots: 5,
      current_slots: 2,
      min_slots: 3,
      starts_at: 1_800_000_000_000,
      tags: [],
      game: 'FF14',
      ping_role_id: null,
      last_call_at: null,
      expires_at: null,
    },
    tail: noTail,
    seats: [
      person(10, 'tank', 'confirmed'),
      person(11, null, 'confirmed'),
      person(12, 'dps', 'offered'),
    ],
  }
  const { embeds: [embed] = [], components = [] } = partyMessage(one, { ...settings, locale: 'ja' })
  assert.equal(embed?.title, String.raw`Raid\_`)
  assert.deepEqual(
    embed?.fields?.map(({ name, value }) => [name, value]),
    [
      ['Members 2/5', '▰▰▱▱▱\n<@1300000000000000011>'],
      ['🛡️ Tank 1/1', '<@1300000000000000010>'],
      ['DPS 1/3', 'Nobody yet'],
      ['Waiting list (1)', '1. <@1300000000000000012> · DPS · until <t:1800000600:R>'],
      ['Starts', '<t:1800000000:F> (<t:1800000000:R>)\nFrom 3 members'],
      ['Game', 'FF14'],
    ],
  )
  const options = [
    { emoji: { name: '🛡️' }, label: 'Tank (1/1)', value: 'tank' },
    { label: 'DPS (1/3)', value: 'dps' },
  ]
  assert.deepEqual(components[1], {
    type: 1,
    components: [{ type: 3, custom_id: 'rc:1:role:7', placeholder: 'Join with a role', options }],
  })
})

test('text that people wrote cannot ping, link or format', () => {
  fc.assert(
    fc.property(view, (one) => {
      const [embed] = partyMessage(one, { ...settings, locale: 'en' }).embeds ?? []
      const bare = /(?<!\\)(?:\\\\)*[*_~`|<>[\]]/
      assert.doesNotMatch(embed?.title ?? '', bare)
    }),
  )
})

test('the button says what a press would do', () => {
  fc.assert(
    fc.property(view, (any) => {
      const one: PartyView = { ...any, party: { ...any.party, locale: 'en' } }
      const [row] = partyMessage(one, { ...settings, locale: 'en' }).components ?? []
      assert.ok(row && 'components' in row)
      const [join, leave] = row.components
      assert.ok(join && 'label' in join && 'disabled' in join)
      assert.ok(leave && 'disabled' in leave)
      const { party } = one
      const live = ['open', 'full', 'started'].includes(party.state)
      const full = party.current_slots >= party.max_slots
      assert.equal(join.disabled, !live || (full && !party.waitlist_enabled))
      assert.equal(leave.disabled, !live && one.seats.length === 0)
      assert.equal(join.label, full && party.waitlist_enabled ? 'Join waiting list' : 'Join')
    }),
  )
})
