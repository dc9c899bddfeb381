import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createSandbox } from './sandbox.ts'

const keys = [
  'content',
  'embeds',
  'components',
  'flags',
  'allowed_mentions',
  'nonce',
  'attachments',
  'message_reference',
  'name',
  'type',
  'permission_overwrites',
  'parent_id',
  'position',
  'topic',
  'permissions',
  'color',
  'colors',
  'roles',
  'nick',
  'communication_disabled_until',
  'channel_id',
  'entity_type',
  'entity_metadata',
  'scheduled_start_time',
  'scheduled_end_time',
  'privacy_level',
  'recurrence_rule',
  'status',
  'options',
  'description',
  'name_localizations',
  'choices',
  'id',
  'custom_id',
  'label',
  'style',
  'value',
  'archived',
  'auto_archive_duration',
  'messages',
  'recipient_id',
  'available_tags',
  'start',
  'frequency',
  'interval',
]
const scalar = fc.oneof(
  fc.string({ maxLength: 8, unit: 'binary' }),
  fc.integer({ min: -2, max: 40 }),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(
    null,
    '1',
    '1024',
    '999999999999999999999',
    '2027-01-01T00:00:00Z',
    '18446744073709551616',
    '__proto__',
  ),
)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 5 }),
  ),
}))

test(
  'whatever is sent, no request is answered as a fault of the server',
  { timeout: 60_000 },
  async () => {
    const sandbox = await createSandbox()
    const [guild] = sandbox.world.state.guilds.values()
    assert.ok(guild)
    const { id: application } = sandbox.application
    const channel = [...guild.channels.values()].find(({ name }) => name === 'general')?.id ?? ''
    const message = guild.channels.get(channel)?.last_message_id ?? ''
    const member = guild.base.owner_id
    const role = [...guild.roles.values()].find(({ name }) => name === 'Raider')?.id ?? ''
    const server = `/guilds/${guild.base.id}`
    const routes = [
      `POST /channels/${channel}/messages`,
      `PATCH /channels/${channel}/messages/${message}`,
      `POST /channels/${channel}/messages/bulk-delete`,
      `POST /channels/${channel}/threads`,
      `POST /channels/${channel}/messages/${message}/threads`,
      `PATCH /channels/${channel}`,
      `PUT /channels/${channel}/permissions/${role}`,
      `POST ${server}/channels`,
      `PATCH ${server}/channels`,
      `PATCH ${server}`,
      `POST ${server}/roles`,
      `PATCH ${server}/roles`,
      `PATCH ${server}/roles/${role}`,
      `PATCH ${server}/members/${member}`,
      `PATCH ${server}/members/@me`,
      `POST ${server}/scheduled-events`,
      `PUT ${server}/bans/1`,
      `POST /applications/${application}/commands`,
      `PUT /applications/${application}${server}/commands`,
      'PATCH /applications/@me',
      'PATCH /users/@me',
      'POST /users/@me/channels',
      'POST /interactions',
    ]
    const tokens = [`Bot ${sandbox.application.bot_token}`, sandbox.world.person(member).token]
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...routes),
          fc.constantFrom(...tokens),
          value,
          async (route, authorization, body) => {
            await sandbox.clock.advance(5000)
            const [method = '', path = ''] = route.split(' ')
            const response = await fetch(`${sandbox.origin}/api/v10${path}`, {
              method,
              headers: { authorization, 'content-type': 'application/json' },
              body: JSON.stringify(body) ?? '',
            })
            assert.ok(response.status < 500, `${route} ${response.status} ${await response.text()}`)
          },
        ),
        { numRuns: 1500 },
      )
    } finally {
      await sandbox.close()
    }
  },
)
