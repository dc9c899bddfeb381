import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { recruitmentPage } from '#modules/recruitment/contract/list.ts'
import { recruitment } from '#modules/recruitment/contract/party.ts'
import { decide, partiesPath, recruits, whisper } from '../support/parties.ts'
import { openWorld, serviceHeaders, type World } from '../support/world.ts'

describe('the list of parties', () => {
  let world: World
  before(async () => {
    world = await openWorld()
    const now = world.app.services.clock.now()
    for (const hours of [null, 5, 2, null, 9]) {
      const starts_at = hours === null ? null : new Date(now + hours * 3_600_000).toISOString()
      await world.open({ title: `In ${String(hours)}`, starts_at })
    }
  })
  after(() => world.close())

  const get = (query: string, headers?: Record<string, string>) =>
    world.api('GET', `${partiesPath}/?${query}`, undefined, headers)

  /** Titles over all pages, by following `next` as a client does. */
  async function follow(query: string): Promise<string[]> {
    const titles: string[] = []
    for (let path: string | null = `${partiesPath}/?${query}`; path !== null;) {
      const { status, json } = await world.api('GET', path)
      assert.equal(status, 200, JSON.stringify(json))
      const { results, next } = recruitmentPage.parse(json)
      titles.push(...results.map(({ title }) => title))
      path = next && next.replace(world.app.url, '')
    }
    return titles
  }

  it('is read page by page, in any order; those without a start come last', async () => {
    const newest = ['In 9', 'In null', 'In 2', 'In 5', 'In null']
    assert.deepEqual(await follow('page_size=2'), newest)
    const sooner = ['In 2', 'In 5', 'In 9', 'In null', 'In null']
    assert.deepEqual(await follow('page_size=2&ordering=starts_at'), sooner)
    const later = ['In 9', 'In 5', 'In 2', 'In null', 'In null']
    assert.deepEqual(await follow('page_size=2&ordering=-starts_at'), later)
    const now = world.app.services.clock.now()
    const after3h = new Date(now + 3 * 3_600_000).toISOString()
    const filter = `page_size=1&starts_after=${after3h}&updated_since=${new Date(0).toISOString()}`
    assert.deepEqual(await follow(`${filter}&state=open,full`), ['In 9', 'In 5'])
    assert.equal((await get('page=9')).status, 404)
    // The links repeat what was asked for; the language is no filter.
    const { json } = await get('lang=ja&status=open&page_size=2')
    const next = new URL(recruitmentPage.parse(json).next ?? '')
    assert.equal(next.search, '?lang=ja&status=open&page_size=2&page=2')
  })

  it('says what managers may manage, also those by a role of the server’s choice', async () => {
    const { members } = world.sandbox.world.state.guilds.get(world.guildId) ?? {}
    const role = members?.get(world.idOf('sam'))?.roles[0]
    assert.ok(role)
    const sam = await world.signIn('sam')
    const managed = async () => {
      const { results } = recruitmentPage.parse((await get('', sam)).json)
      return new Set(results.map(({ my }) => my?.can_manage))
    }
    assert.deepEqual(await managed(), new Set([false]))
    assert.match(whisper(await recruits(world, 'sam', 'close')), /Nothing here yet/)
    await decide(world, { manager_role_ids: [role] })
    assert.deepEqual(await managed(), new Set([true]))
    assert.match(whisper(await recruits(world, 'sam', 'close')), /In 9/)
    await decide(world, {})
  })

  it('says which filter it does not know, and which value, in the language of the reader', async () => {
    const unknown = {
      en: 'There is no such field.',
      ja: 'この項目はありません。',
      fr: 'Ce champ n’existe pas.',
      ko: '이런 항목은 없습니다.',
    }
    for (const [language, text] of Object.entries(unknown)) {
      const { status, json } = await get('stauts=open&game=x&__proto__=1', {
        'accept-language': language,
      })
      assert.equal(status, 400)
      const { detail, ...rest } = json as Record<string, unknown>
      assert.equal(typeof detail, 'string')
      assert.deepEqual(rest, { code: 'validation_error', stauts: [text], ['__proto__']: [text] })
    }
    for (const wrong of [
      'status=opne',
      'state=open,gone',
      'ordering=title',
      'owner=me',
      'page_size=101',
      'has_space=perhaps',
      'updated_since=yesterday',
    ]) {
      const { status, json } = await get(wrong)
      assert.equal(status, 400, wrong)
      const [name = ''] = wrong.split('=')
      assert.ok(Object.keys(json ?? {}).includes(name), wrong)
    }
    const { status, json } = await world.api('GET', `${partiesPath}/1/waitlist/?limit=3`)
    assert.equal(status, 400)
    assert.deepEqual(Object.keys(json ?? {}).includes('limit'), true)
  })

  it('sends nothing to a poller who holds it, and says where a live page resumes', async () => {
    const first = await get('')
    assert.match(first.headers.get('x-muster-cursor') ?? '', /^[\w-]+-\d+$/)
    const etag = first.headers.get('etag') ?? ''
    const again = await get('', { ...serviceHeaders, 'if-none-match': etag })
    assert.deepEqual([again.status, again.json], [304, undefined])
    assert.match(again.headers.get('x-muster-cursor') ?? '', /^[\w-]+-\d+$/)
  })

  it('knows whose parties are meant by “me”, and asks visitors to sign in', async () => {
    const olivia = await world.signIn('olivia')
    const mine = recruitmentPage.parse((await get('participant=me', olivia)).json)
    assert.equal(mine.count, 5)
    assert.ok(mine.results.every(({ my }) => my?.state === 'owner'))
    assert.equal((await get('participant=me', {})).status, 401)
    const other = world.idOf('haruka')
    assert.equal(recruitmentPage.parse((await get(`participant=${other}`)).json).count, 0)
  })

  it('says before anybody tries why joining is impossible', async () => {
    const { guildId } = world
    const role = [...(world.sandbox.world.state.guilds.get(guildId)?.roles.values() ?? [])]
    const staff = role.find(({ name }) => name === 'Staff')
    assert.ok(staff)
    const party = await world.open({ title: 'Closed circle', required_role_id: staff.id })
    const detail = `${partiesPath}/${party.id}/`
    const partOf = async (who: string) => {
      const headers = await world.signIn(who)
      const { results } = recruitmentPage.parse((await get('search=circle', headers)).json)
      const one = recruitment.parse((await world.api('GET', detail, undefined, headers)).json)
      assert.deepEqual(one.my, results[0]?.my)
      const join = await world.api('POST', `${detail}join/`, {}, headers)
      const { my } = one
      // What was said holds: the button is refused with the same code.
      const code = my?.can_join ? null : z.object({ code: z.string() }).parse(join.json).code
      assert.equal(my?.reason, code)
      return code
    }
    assert.equal(await partOf('noah'), 'missing_role')
    const olivia = await world.signIn('olivia')
    const block = `/api/discord/guilds/${guildId}/recruitment-blocks/${world.idOf('noah')}/`
    assert.equal((await world.api('POST', block, {}, olivia)).status, 204)
    assert.equal(await partOf('noah'), 'blocked')
    await decide(world, { banned_user_ids: [world.idOf('noah')] })
    assert.equal(await partOf('noah'), 'guild_ban')
  })
})
