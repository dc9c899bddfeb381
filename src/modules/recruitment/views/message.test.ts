import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { APIEmbed } from 'discord-api-types/v10'
import fc from 'fast-check'
import { locales } from '#core/i18n/locale.ts'
import type { StoredSeat } from '#core/seats/store.ts'
import { recruitmentState } from '../contract.ts'
import type { PartyView } from '../store/parties.ts'
import { managePanel, partyForm, partyMessage } from './message.ts'

const settings = { publicUrl: 'http://127.0.0.1:8080', discordWebUrl: 'https://discord.com' }

const text = (max: number) =>
  fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: max }).map((s) => s.slice(0, max)),
    fc.constant('*'.repeat(max)),
    fc.constant('木'.repeat(max)),
    fc.constant('@everyone <@1> [x](https://evil.example)'.slice(0, max)),
  )

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
  })
  .map((one) => {
    const seats = Array.from({ length: Math.min(one.confirmed, one.max) + one.waiting }).map(
      (_, index): StoredSeat => ({
        user_id: String(1_300_000_000_000_000_000n + BigInt(index)),
        option: null,
        status: index < Math.min(one.confirmed, one.max) ? 'confirmed' : 'waiting',
        seq: index + 1,
        offer_expires_at: null,
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
        ...{ min_slots: null, roles: [], offer_ms: null, start_on_full: false, starts_at: null },
        ...{ started_at: null, expires_at: null, active_at: 0, last_call_at: null, tags: [] },
        ...{ template: null, timezone: null, ping_role_id: null, required_role_id: null },
        ...{ wants_voice: false, wants_thread: false, voice_channel_id: null, thread_id: null },
        ...{ bumped_at: null, clock_at: null },
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

test('every message keeps within the limits of Discord, whatever people write', () => {
  fc.assert(
    fc.property(view, fc.constantFrom(...locales), (one, locale) => {
      for (const body of [
        partyMessage(one, { ...settings, locale }),
        managePanel(one, { ...settings, locale }),
      ]) {
        body.embeds?.forEach(checkEmbed)
        assert.deepEqual(body.allowed_mentions, { parse: [] })
        const ids = JSON.stringify(body.components).match(/"custom_id":"[^"]*"/g) ?? []
        assert.equal(new Set(ids).size, ids.length)
        assert.ok(ids.every((id) => id.length <= 100))
      }
      const form = partyForm(locale, one.party.id, one.party)
      assert.ok(form.title.length <= 45)
      assert.ok(form.components.length <= 5)
    }),
    { numRuns: 300 },
  )
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
      const [join] = row.components
      assert.ok(join && 'label' in join && 'disabled' in join)
      const { party } = one
      const live = ['open', 'full', 'started'].includes(party.state)
      const full = party.current_slots >= party.max_slots
      assert.equal(join.disabled, !live || (full && !party.waitlist_enabled))
      assert.equal(join.label, full && party.waitlist_enabled ? 'Join waiting list' : 'Join')
    }),
  )
})
