import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { applyDispatch } from './client.ts'
import { putHistory } from './message-dispatches.ts'
import { emptyState, type ClientState } from './model.ts'

const me = { id: '1', username: 'sam', global_name: 'Sam' }
const bot = { id: '9', username: 'muster', bot: true }
const guild = {
  id: '100',
  name: 'Muster HQ',
  owner_id: '1',
  roles: [],
  members: [{ user: me, roles: [] }],
  channels: [{ id: '200', type: 0, name: 'recruit', guild_id: '100' }],
}
const message = {
  id: '300',
  channel_id: '200',
  type: 0,
  content: 'Hello',
  author: bot,
  timestamp: '2026-01-01T00:00:00Z',
}

function connected(): ClientState {
  const ready = applyDispatch(emptyState(), 'READY', { user: me, session_id: 's' })
  const entered = applyDispatch(ready, 'GUILD_CREATE', guild)
  return putHistory({ ...entered, viewing: '200' }, '200', [])
}

const shown = (state: ClientState) => state.messages.get('200') ?? []

test('a message is shown once, changed in part and taken away', () => {
  let state = applyDispatch(connected(), 'MESSAGE_CREATE', message)
  state = applyDispatch(state, 'MESSAGE_CREATE', message)
  assert.equal(shown(state).length, 1)
  state = applyDispatch(state, 'MESSAGE_UPDATE', { id: '300', channel_id: '200', pinned: true })
  assert.deepEqual([shown(state)[0]?.content, shown(state)[0]?.pinned], ['Hello', true])
  state = applyDispatch(state, 'MESSAGE_DELETE', { id: '300', channel_id: '200' })
  assert.deepEqual(shown(state), [])
})

test('messages of channels that are not on show count as unread, one’s own do not', () => {
  const away = { ...connected(), viewing: null }
  const told = applyDispatch(away, 'MESSAGE_CREATE', message)
  assert.equal(told.unread.get('200'), 1)
  const own = applyDispatch(away, 'MESSAGE_CREATE', { ...message, author: me })
  assert.equal(own.unread.get('200'), undefined)
})

test('an ephemeral answer survives the loading of the history', () => {
  const answer = { ...message, id: '301', flags: 64 }
  const state = applyDispatch(connected(), 'MESSAGE_CREATE', answer)
  assert.deepEqual(
    shown(putHistory(state, '200', [])).map(({ id }) => id),
    ['301'],
  )
})

test('reactions count up and down to nothing, whoever gives them in which order', () => {
  const people = fc.uniqueArray(fc.constantFrom('1', '2', '3', '4'), { minLength: 1 })
  fc.assert(
    fc.property(people, (users) => {
      const place = { channel_id: '200', message_id: '300', emoji: { id: null, name: '🎉' } }
      let state = applyDispatch(connected(), 'MESSAGE_CREATE', message)
      for (const user_id of users)
        state = applyDispatch(state, 'MESSAGE_REACTION_ADD', { ...place, user_id })
      const [reaction] = shown(state)[0]?.reactions ?? []
      assert.deepEqual([reaction?.count, reaction?.me], [users.length, users.includes('1')])
      for (const user_id of users.toReversed())
        state = applyDispatch(state, 'MESSAGE_REACTION_REMOVE', { ...place, user_id })
      assert.deepEqual(shown(state)[0]?.reactions, [])
    }),
  )
})

test('a form closes when the application has taken it, and stays when it has not', () => {
  const pending = new Map([['n', { kind: 'modal', channelId: '200', name: 'form' } as const]])
  const modal = {
    id: '400',
    nonce: null,
    channel_id: '200',
    title: 'T',
    custom_id: 'form',
    components: [],
  }
  const open = { ...applyDispatch(connected(), 'INTERACTION_MODAL_CREATE', modal), pending }
  assert.equal(applyDispatch(open, 'INTERACTION_SUCCESS', { nonce: 'n' }).modal, null)
  const failed = applyDispatch(open, 'INTERACTION_FAILURE', { nonce: 'n', reason: 'late' })
  assert.equal(failed.modal?.customId, 'form')
  assert.equal(failed.pending.get('n')?.failure, 'late')
})

test('dispatches that do not parse or are unknown change nothing', () => {
  const state = connected()
  fc.assert(
    fc.property(fc.string(), fc.anything(), (type, data) => {
      assert.equal(applyDispatch(state, type, data), state)
    }),
  )
  assert.equal(applyDispatch(state, 'MESSAGE_CREATE', { id: 5 }), state)
})
