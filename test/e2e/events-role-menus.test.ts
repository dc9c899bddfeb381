import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  mappingPreview,
  roleMapping,
  roleMenu,
  roleMenuList,
} from '#modules/events/contract/guild.ts'
import {
  codeOf,
  discordPath,
  eventsPath,
  expectStatus,
  openEventWorld,
  type EventWorld,
} from '../support/event-world.ts'
import { whisper } from '../support/parties.ts'

describe('role menus and roles of events', () => {
  let world: EventWorld
  before(async () => {
    world = await openEventWorld()
  })
  after(() => world.close())

  const path = () => `${discordPath}/guilds/${world.guildId}`
  const rolesOf = (username: string) => world.guild().members.get(world.idOf(username))?.roles ?? []
  const postedMenu = async (id: string) => {
    await world.settle()
    const all = await world.control.messages(world.channelId)
    return all.find((one) => JSON.stringify(one).includes(id))
  }
  const make = async (fields: Record<string, unknown>) => {
    const options = ['Raider', 'Trader', 'Organiser', 'Admin'].map((name) => ({
      discord_role_id: world.roleNamed(name),
      label: name,
    }))
    const body = { channel_id: world.channelId, title: 'Roles', options, ...fields }
    const menu = roleMenu.parse(
      expectStatus(201, await world.api('POST', `${path()}/role-menus`, body)),
    )
    const message = await postedMenu(menu.id)
    assert.ok(message)
    return { menu, message }
  }

  it('a hundred quick choices of one person end in the last one', async () => {
    const { menu, message } = await make({})
    const [raider, trader] = [world.roleNamed('Raider'), world.roleNamed('Trader')]
    const select = (values: string[]) =>
      world.act('noah', {
        do: 'select',
        message_id: message.id,
        custom_id: `ev:1:menu:${menu.id}`,
        values,
      })
    const choices = Array.from(
      { length: 100 },
      (_, round) => [[raider], [trader], [raider, trader], []][round % 4] ?? [],
    )
    for (const values of choices.slice(0, -1)) await select(values)
    await select([trader])
    await world.settle()
    assert.deepEqual(rolesOf('noah'), [trader])
    const work = await world.jobs('?job_type=manage_roles&status=completed&limit=200')
    assert.ok(work.length < 100, 'choices that wait are replaced by newer ones')
  })

  it('what the bot cannot give is shown, cannot be pressed, and is said why', async () => {
    const { menu, message } = await make({ style: 'buttons', mode: 'single' })
    const admin = menu.options.find(({ label }) => label === 'Admin')
    assert.equal(admin?.reason, 'role_too_high')
    const buttons = message.components.flatMap(({ components }) => components)
    assert.deepEqual(
      buttons.map(({ label, disabled = false }) => [label, disabled]),
      [
        ['Raider', false],
        ['Trader', false],
        ['Organiser', false],
        ['Admin', true],
      ],
    )
    assert.match(
      JSON.stringify(message.embeds),
      /Admin cannot be given: the bot’s role must stand above it/,
    )
    const press = (as: string, index: number) =>
      world.control.act({
        as,
        channel: 'events',
        do: 'click',
        message_id: message.id,
        custom_id: `ev:1:toggle:${menu.id}:${index}`,
      })
    assert.equal((await press('yui', 3)).ok, false)
    // One of them at a time: another takes its place, the same again takes it away.
    await press('yui', 0)
    await world.settle()
    await press('yui', 1)
    await world.settle()
    assert.deepEqual(rolesOf('yui'), [world.roleNamed('Trader')])
    const last = await press('yui', 1)
    assert.match(whisper(last), /ロール/)
    await world.settle()
    assert.deepEqual(rolesOf('yui'), [])
    const list = roleMenuList.parse(
      expectStatus(200, await world.api('GET', `${path()}/role-menus`)),
    )
    assert.equal(list.roles.find(({ name }) => name === 'Admin')?.reason, 'role_too_high')
    const doctor = await world.api('GET', `${path()}/doctor`)
    assert.equal(doctor.status, 200)
  })

  it('presses that are faster than Discord each count, in the order in which they were made', async () => {
    const { menu, message } = await make({ style: 'buttons', mode: 'multi' })
    const press = (index: number) =>
      world.act('lucas', {
        do: 'click',
        message_id: message.id,
        custom_id: `ev:1:toggle:${menu.id}:${index}`,
      })
    // No role is given for now.
    const route = '/guilds/:guild_id/members/:user_id/roles/:role_id'
    await world.control.fault({ when: { route }, do: { status: 503, body: {} } })
    await press(0)
    await press(1)
    await press(2)
    assert.match(whisper(await press(1)), /Raider, Organiser/)
    await world.control.liftFaults()
    await world.control.advance('11m')
    await world.settle()
    const wanted = ['Raider', 'Organiser'].map((name) => world.roleNamed(name))
    assert.deepEqual(rolesOf('lucas').toSorted(), wanted.toSorted())
  })

  it('a role that the bot cannot take is no hindrance to the others', async () => {
    const { menu, message } = await make({ style: 'buttons', mode: 'single' })
    const admin = world.roleNamed('Admin')
    const set = (roles: string[]) =>
      world.inDiscord('olivia', { do: 'set_roles', user: 'lucas', roles })
    await set(['Admin'])
    await world.act('lucas', {
      do: 'click',
      message_id: message.id,
      custom_id: `ev:1:toggle:${menu.id}:0`,
    })
    await world.settle()
    assert.deepEqual(rolesOf('lucas').toSorted(), [admin, world.roleNamed('Raider')].toSorted())
    await set([])
  })

  it('menus of one choice that is kept, for holders of a role, until a time', async () => {
    const expires_at = world.soon(1)
    const { menu, message } = await make({
      mode: 'exclusive',
      style: 'buttons',
      required_role_id: world.roleNamed('Raider'),
      expires_at,
      options: ['Trader', 'Organiser'].map((name) => ({
        discord_role_id: world.roleNamed(name),
        label: name,
      })),
    })
    const press = (as: string, index: number) =>
      world.act(as, {
        do: 'click',
        message_id: message.id,
        custom_id: `ev:1:toggle:${menu.id}:${index}`,
      })
    assert.match(whisper(await press('lucas', 0)), /rôle/)
    for (const index of [0, 1, 1]) {
      await press('emma', index)
      await world.settle()
    }
    assert.deepEqual(
      rolesOf('emma').toSorted(),
      [world.roleNamed('Raider'), world.roleNamed('Organiser')].toSorted(),
    )
    await world.control.advance('61m')
    assert.match(whisper(await press('emma', 0)), /menu is closed/)
    const one = `${path()}/role-menus/${menu.id}`
    const patched = roleMenu.parse(
      expectStatus(
        200,
        await world.api('PATCH', one, { title: 'Later', expires_at: null, mode: 'multi' }),
      ),
    )
    assert.deepEqual([patched.title, patched.version], ['Later', menu.version + 1])
    await world.settle()
    await press('emma', 0)
    await world.settle()
    assert.equal(rolesOf('emma').length, 3)
    expectStatus(204, await world.api('DELETE', one))
    assert.equal(await postedMenu(menu.id), undefined)
    assert.equal(
      (await world.api('PATCH', one.replace(world.guildId, '100000000000000001'), {})).status,
      404,
    )
    const bad = [{ options: [] }, { title: '' }, { mode: 'all' }, { channel_id: 'x' }]
    for (const fields of bad) {
      const body = {
        channel_id: world.channelId,
        title: 'T',
        options: [{ discord_role_id: world.roleNamed('Raider'), label: 'R' }],
        ...fields,
      }
      assert.equal(
        (await world.api('POST', `${path()}/role-menus`, body)).status,
        422,
        JSON.stringify(fields),
      )
    }
  })

  it('a role that is mapped to a menu is a choice there, as long as it is', async () => {
    const { menu } = await make({
      title: 'Mapped',
      options: [{ discord_role_id: world.roleNamed('Raider'), label: 'Raider' }],
    })
    const options = async () => {
      const { results } = roleMenuList.parse(
        expectStatus(200, await world.api('GET', `${path()}/role-menus`)),
      )
      return results.find(({ id }) => id === menu.id)?.options.map(({ label }) => label)
    }
    const map = (entity_id: string | null) =>
      world.api('POST', `${path()}/role-mappings`, {
        discord_role_id: world.roleNamed('Trader'),
        role_type: 'menu_option',
        entity_id,
      })
    for (const none of [null, 'nowhere']) expectStatus(422, await map(none))
    const { id } = roleMapping.parse(expectStatus(201, await map(menu.id)))
    assert.deepEqual(await options(), ['Raider', 'Trader'])
    const shown = JSON.stringify(await postedMenu(menu.id))
    assert.ok(shown.includes('Trader'))
    expectStatus(204, await world.api('DELETE', `${path()}/role-mappings/${id}`))
    assert.deepEqual(await options(), ['Raider'])
    expectStatus(204, await world.api('DELETE', `${path()}/role-menus/${menu.id}`))
  })

  it('where a role stands for members, others sign up for public events only', async () => {
    const jiwoo = await world.signIn('jiwoo')
    const held = [...rolesOf('jiwoo')]
    const closed = await world.plan({ title: 'Members', visibility: 'guild' })
    const open = await world.plan({ title: 'Everybody', visibility: 'public' })
    const body = { discord_role_id: world.roleNamed('Raider'), role_type: 'org_member' }
    const { id } = roleMapping.parse(
      expectStatus(201, await world.api('POST', `${path()}/role-mappings`, body)),
    )
    const join = ({ id: event }: { id: string }) =>
      world.api('POST', `${eventsPath}/${event}/signups`, {}, jiwoo)
    const refused = await join(closed)
    assert.deepEqual([refused.status, codeOf(refused)], [403, 'missing_role'])
    assert.equal(codeOf(await world.signUp(closed, 'jiwoo')), 'missing_role')
    const { my } = await world.read(closed.id, jiwoo)
    assert.deepEqual([my?.can_signup, my?.reason], [false, 'missing_role'])
    const event_id = closed.guilds[0]?.discord_event_id
    const interest = { as: 'jiwoo', guild: world.guildId, event_id }
    await world.decide({ interest_policy: 'signup' })
    await world.control.act({ ...interest, do: 'interested' })
    await world.settle()
    assert.equal(await world.standing(closed.id, 'jiwoo'), 'interested')
    await world.control.act({ ...interest, do: 'not_interested' })
    await world.settle()
    await world.decide({ interest_policy: 'interested' })
    expectStatus(201, await join(open))
    await world.control.act({
      as: 'olivia',
      guild: world.guildId,
      do: 'set_roles',
      user: 'jiwoo',
      roles: [...held, world.roleNamed('Raider')],
    })
    await world.settle()
    assert.equal((await world.read(closed.id, jiwoo)).my?.can_signup, true)
    // The interest from before is the same sign-up.
    expectStatus(200, await join(closed))
    await world.control.act({
      as: 'olivia',
      guild: world.guildId,
      do: 'set_roles',
      user: 'jiwoo',
      roles: held,
    })
    expectStatus(204, await world.api('DELETE', `${path()}/role-mappings/${id}`))
    for (const one of [closed, open]) await world.api('POST', `${eventsPath}/${one.id}/cancel`, {})
    await world.settle()
  })

  it('roles of places, of kinds of events and of organisers follow, also when mapped later', async () => {
    const one = await world.plan({
      title: 'Mapped',
      type: 'raid',
      roles: [{ name: 'Tank' }, { name: 'Heal' }],
    })
    await world.signUp(one, 'yui', { role_id: one.roles[0]?.id })
    await world.signUp(one, 'seoyeon', { role_id: one.roles[1]?.id })
    await world.settle()
    const map = async (name: string, role_type: string, entity_id: string | null, more = {}) => {
      const body = { discord_role_id: world.roleNamed(name), role_type, entity_id, ...more }
      const made = roleMapping.parse(
        expectStatus(201, await world.api('POST', `${path()}/role-mappings`, body)),
      )
      await world.settle()
      return made
    }
    const dryRun = async (query: string) => {
      const answer = await world.api('GET', `${path()}/role-mappings/preview?${query}`)
      const { managed, gain, lose } = mappingPreview.parse(expectStatus(200, answer))
      const ids = (of: typeof gain) => of.people.map(({ discord_user_id }) => discord_user_id)
      return { managed, gain: ids(gain), lose: ids(lose) }
    }
    const wish = `discord_role_id=${world.roleNamed('Raider')}&role_type=event_role&entity_id=Tank`
    const yui = [world.idOf('yui')]
    assert.deepEqual(await dryRun(wish), { managed: true, gain: yui, lose: [] })
    assert.deepEqual(rolesOf('yui'), [], 'nothing has happened yet')
    assert.deepEqual(await dryRun(''), { managed: true, gain: [], lose: [] })
    const tank = await map('Raider', 'event_role', 'Tank')
    assert.deepEqual(await dryRun(wish), { managed: true, gain: [], lose: [] })
    assert.deepEqual(await dryRun(`remove=${tank.id}`), { managed: true, gain: [], lose: yui })
    await map('Organiser', 'event_organizer', null)
    assert.ok(rolesOf('olivia').includes(world.roleNamed('Organiser')))
    await map('Trader', 'event_participant', 'raid')
    assert.deepEqual(
      rolesOf('yui').toSorted(),
      [world.roleNamed('Raider'), world.roleNamed('Trader')].toSorted(),
    )
    assert.deepEqual(rolesOf('seoyeon'), [world.roleNamed('Trader')])
    const overlap = await world.plan({
      title: 'Also mapped',
      type: 'raid',
      start_at_utc: world.soon(4),
    })
    await world.signUp(overlap, 'yui')
    await world.api('POST', `${eventsPath}/${one.id}/cancel`, {})
    await world.settle()
    // The other event still counts; what only the first one gave is gone.
    assert.deepEqual(rolesOf('yui'), [world.roleNamed('Trader')])
    assert.deepEqual(rolesOf('seoyeon'), [])
    await world.api('DELETE', `${eventsPath}/${overlap.id}/signups/${world.idOf('yui')}`)
    await world.settle()
    assert.deepEqual(rolesOf('yui'), [])
    // What a role no longer stands for is taken back at once.
    const last = await world.plan({ title: 'Last', roles: [{ name: 'Tank' }] })
    await world.signUp(last, 'yui', { role_id: last.roles[0]?.id })
    await world.settle()
    assert.deepEqual(rolesOf('yui'), [world.roleNamed('Raider')])
    expectStatus(204, await world.api('DELETE', `${path()}/role-mappings/${tank.id}`))
    await world.settle()
    assert.deepEqual(rolesOf('yui'), [])
    assert.equal((await world.api('DELETE', `${path()}/role-mappings/${tank.id}`)).status, 404)
    const jiwoo = await world.signIn('jiwoo')
    const edit = () => world.api('PATCH', `${eventsPath}/${last.id}`, { title: 'Led' }, jiwoo)
    assert.equal((await edit()).status, 403)
    const admins = await map('Trader', 'org_admin', null)
    expectStatus(200, await edit())
    // Over the organisation's events, not over the server.
    assert.equal((await world.api('GET', `${path()}/role-mappings`, undefined, jiwoo)).status, 403)
    expectStatus(204, await world.api('DELETE', `${path()}/role-mappings/${admins.id}`))
    assert.equal((await edit()).status, 403)
    const kenta = await world.signIn('kenta')
    const refused = await world.api(
      'POST',
      `${path()}/role-mappings`,
      { discord_role_id: world.roleNamed('Raider'), role_type: 'event_role' },
      kenta,
    )
    assert.equal(codeOf(refused), 'permission_denied')
  })

  it('a menu that moves to another channel leaves nothing behind', async () => {
    const { menu } = await make({ title: 'Moving' })
    const other = [...world.guild().channels.values()].find(({ name }) => name === 'general')
    assert.ok(other)
    const target = `${path()}/role-menus/${menu.id}`
    expectStatus(200, await world.api('PATCH', target, { channel_id: other.id }))
    assert.equal(await postedMenu(menu.id), undefined)
    const there = await world.control.messages(other.id)
    assert.equal(there.filter((one) => JSON.stringify(one).includes(menu.id)).length, 1)
    await world.control.advance('11m')
    await world.settle()
    expectStatus(200, await world.api('PATCH', target, { title: 'Moved' }))
    await world.settle()
    assert.match(JSON.stringify(await world.control.messages(other.id)), /Moved/)
  })
})
