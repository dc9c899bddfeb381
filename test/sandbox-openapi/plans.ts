import assert from 'node:assert/strict'
import { z } from 'zod'
import type { Described } from './described.ts'

const withException = z.object({ event_exception_id: z.string() })

/** Script: scheduled events. */
export async function checkEvents({ sandbox, ask, idOf, place }: Described): Promise<void> {
  const { guild: guild_id, voice, token } = place()
  const now = sandbox.clock.now()
  const at = (hours: number): string => new Date(now + hours * 3_600_000).toISOString()
  const external = {
    name: 'Raid',
    entity_type: 3,
    privacy_level: 2,
    scheduled_start_time: at(2),
    scheduled_end_time: at(3),
    entity_metadata: { location: '#general' },
    recurrence_rule: { start: at(2), frequency: 3, interval: 1 },
  }
  const base = '/guilds/{guild_id}/scheduled-events'
  const one = `${base}/{guild_scheduled_event_id}`
  const event = await idOf('POST', base, { path: { guild_id }, body: external })
  const inVoice = {
    ...external,
    entity_type: 2,
    channel_id: voice,
    entity_metadata: null,
    recurrence_rule: null,
  }
  await ask('POST', base, { path: { guild_id }, body: inVoice })
  await ask('POST', base, {
    path: { guild_id },
    body: { ...inVoice, scheduled_start_time: at(-1) },
    status: 400,
  })
  const path = { guild_id, guild_scheduled_event_id: event }
  await ask('GET', base, { path: { guild_id }, query: 'with_user_count=true' })
  await ask('GET', one, { path, query: 'with_user_count=true' })
  await ask('PATCH', one, { path, body: { name: 'Raid 2' } })
  const response = await fetch(
    `${sandbox.origin}/api/v10/guilds/${guild_id}/scheduled-events/${event}/users/@me`,
    {
      method: 'PUT',
      headers: { authorization: token },
    },
  )
  assert.equal(response.status, 200)
  await ask('GET', `${one}/users`, { path, query: 'with_member=true' })
  await ask('GET', `${one}/users/counts`, { path })
  const made = await ask('POST', `${one}/exceptions`, {
    path,
    body: { original_scheduled_start_time: at(26), is_canceled: true },
  })
  const { event_exception_id: exception } = withException.parse(made)
  await ask('PATCH', `${one}/exceptions/{exception_id}`, {
    path: { ...path, exception_id: exception },
    body: { is_canceled: false },
  })
  await ask('GET', `${one}/{guild_scheduled_event_exception_id}/users`, {
    path: { ...path, guild_scheduled_event_exception_id: exception },
  })
  await ask('DELETE', `${one}/exceptions/{exception_id}`, {
    path: { ...path, exception_id: exception },
  })
  await ask('DELETE', one, { path })
}

/** Script: commands. */
export async function checkCommands({ sandbox, ask, idOf, place }: Described): Promise<void> {
  const { guild: guild_id } = place()
  const application_id = sandbox.application.id
  const command = {
    name: 'recruit',
    name_localizations: { ja: '募集', fr: 'recruter' },
    description: 'Find people',
    options: [
      {
        type: 2,
        name: 'group',
        description: 'g',
        options: [
          {
            type: 1,
            name: 'create',
            description: 'c',
            options: [
              { type: 3, name: 'title', description: 't', required: true, max_length: 50 },
              { type: 4, name: 'size', description: 's', choices: [{ name: 'two', value: 2 }] },
              { type: 3, name: 'game', description: 'g', autocomplete: true },
              { type: 7, name: 'where', description: 'w', channel_types: [0] },
            ],
          },
        ],
      },
    ],
  }
  for (const [base, path] of [
    ['/applications/{application_id}/commands', { application_id }],
    ['/applications/{application_id}/guilds/{guild_id}/commands', { application_id, guild_id }],
  ] as const) {
    const command_id = await idOf('POST', base, { path, body: command, status: 201 })
    await ask('POST', base, { path, body: command, status: 200 })
    await ask('POST', base, { path, body: { name: 'Bad Name', description: '' }, status: 400 })
    await ask('GET', base, { path, query: 'with_localizations=true' })
    await ask('GET', base, { path })
    const one = { ...path, command_id }
    await ask('GET', `${base}/{command_id}`, { path: one })
    await ask('PATCH', `${base}/{command_id}`, { path: one, body: { description: 'Other' } })
    await ask('PUT', base, { path, body: [command, { name: 'Report', type: 3 }] })
    await ask('DELETE', `${base}/{command_id}`, { path: one })
  }
  await ask('GET', '/applications/{application_id}/guilds/{guild_id}/commands/permissions', {
    path: { application_id, guild_id },
  })
}
