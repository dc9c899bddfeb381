import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guildDefaults, showsNames, type GuildRecord } from './guild.ts'

const server = (guild_id: string, names_public: boolean, more: Partial<GuildRecord> = {}) => ({
  id: guild_id,
  guild_id,
  guild_name: guild_id,
  owner_id: null,
  org_id: 'org',
  status: 'active' as const,
  options: { ...guildDefaults, names_public },
  webhook_verified: false,
  permissions_missing: [],
  last_sync_at: null,
  listed: null,
  created_at: 0,
  updated_at: 0,
  ...more,
})

test('names are for everybody where every server that shows the event says so', () => {
  const event = { org_id: 'org', guild_ids: null }
  const [open, closed] = [server('1', true), server('2', false)]
  assert.equal(showsNames(event, [open]), true)
  assert.equal(showsNames(event, [open, closed]), false)
  assert.equal(showsNames({ ...event, guild_ids: ['1'] }, [open, closed]), true)
  assert.equal(showsNames(event, [server('3', true, { org_id: 'another' })]), false)
  assert.equal(showsNames(event, []), false)
})
