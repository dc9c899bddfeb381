import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createDescribed, type Described } from './sandbox-openapi/described.ts'
import {
  checkAccounts,
  checkChannels,
  checkMembers,
  checkModeration,
} from './sandbox-openapi/guilds.ts'
import { checkEmpty, checkInteractions, checkMessages } from './sandbox-openapi/messages.ts'
import { checkCommands, checkEvents } from './sandbox-openapi/plans.ts'

const leastShare = 0.5

let described: Described

before(async () => {
  described = await createDescribed()
})

after(() => described.sandbox.close())

test('accounts, application and gateway', () => checkAccounts(described))
test('guilds, channels, overwrites and threads', () => checkChannels(described))
test('messages, reactions and pins', () => checkMessages(described))
test('roles, members and bans', () => checkMembers(described))
test('scheduled events', () => checkEvents(described))
test('commands', () => checkCommands(described))
test('what this world never has', () => checkEmpty(described))
test('moderation, announcements and voice', () => checkModeration(described))
test('interactions by token', () => checkInteractions(described))

test('the share of described operations that are served and as described', (t) => {
  const { covered, described: all } = described.coverage()
  t.diagnostic(`${covered} of ${all} described operations (${Math.round((covered / all) * 100)} %)`)
  assert.ok(covered / all >= leastShare)
})
