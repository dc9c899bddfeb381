import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { z } from 'zod'
import { locales } from '#core/i18n/locale.ts'
import { findings, overflow } from './barriers.ts'
import { picture } from './picture.ts'
import { openStage, withoutChromium, type Stage } from './stage.ts'

const looks = [
  { colorScheme: 'light', width: 320 },
  { colorScheme: 'dark', width: 1280 },
] as const

describe('the event pages for everybody', { skip: withoutChromium }, () => {
  let stage: Stage
  let guild = ''
  let eventId = ''

  before(async () => {
    stage = await openStage()
    const { app, sandbox } = stage.world
    const [only] = sandbox.world.state.guilds.keys()
    assert.ok(only)
    guild = only
    const { key } = await app.access.keys.create({ name: 'maker', scopes: ['admin'] })
    const ask = async (path: string, body: object) => {
      const answer = await fetch(app.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      assert.ok(answer.ok, await answer.clone().text())
      return z.looseObject({ id: z.string() }).parse(await answer.json()).id
    }
    const start = new Date(sandbox.clock.now() + 3_600_000).toISOString()
    const event = {
      guild_id: guild,
      title: 'AVeryLongTitleWithoutAnySpaceInItThatMustNotMakeThePageWiderThanThePhone',
      description: '# Bring **snacks**\n> 간식을 가져오세요.\nhttps://a.example `code`',
      type: 'ランク戦',
      start_at_utc: start,
      duration_minutes: 90,
      location: 'Salle des fêtes de la mairie du premier arrondissement',
      max_participants: 3,
      attendance_enabled: true,
      roles: [{ name: 'Tank', emoji: '🛡️', capacity: 1 }, { name: 'Healer' }],
      discord_user_id: only && [...sandbox.world.state.users.keys()][0],
    }
    eventId = await ask('/api/v1/events/', event)
    await ask('/api/v1/events/', { ...event, title: 'Sortie du dimanche', draft: true })
    for (const [index, person] of ['71', '72', '73', '74'].entries()) {
      const answer = await fetch(`${app.url}/api/v1/events/${eventId}/signups`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          discord_user_id: `1000000000000000${person}`,
          discord_username: `guest ${person}`,
          notes: index === 0 ? 'NoSpacesInThisNoteEitherSoThatItHasToBreakSomewhere' : '',
        }),
      })
      assert.ok(answer.status < 500)
    }
    await sandbox.settle()
  })
  after(() => stage.close())

  const pages = (): [path: string, sight: string][] => [
    ['/', '#events-section'],
    ['/events', 'main table'],
    ['/events?view=week', 'main ol'],
    ['/events?view=agenda', 'main ol'],
    ['/events?view=agenda&q=zzz', 'main'],
    [`/events/${eventId}`, '[data-testid=roster]'],
    ['/events/none', 'main:not(:has([aria-busy=true]))'],
    ['/events/new', 'main form'],
    [`/events/${eventId}/edit`, 'main form'],
    [`/events/${eventId}/checkin`, '[data-testid=checkin]'],
    ['/events/series', 'main h1'],
    ['/events/templates', 'main h1'],
    ['/events/analytics', 'main h1'],
    ['/events/servers', 'main h1'],
    [`/events/servers/${guild}`, 'main h1'],
    ['/events/notices', 'main h1'],
    ['/admin/jobs', 'main h1'],
  ]

  async function look(
    page: Page,
    path: string,
    at: (typeof looks)[number],
    part: 'all' | 'colours',
  ) {
    await page.emulateMedia({ colorScheme: at.colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width: at.width, height: 800 })
    const where = `${path} ${JSON.stringify(at)}`
    assert.deepEqual(await findings(page, part), [], where)
    assert.equal(await overflow(page), 0, where)
  }

  for (const locale of locales) {
    it(`have no barrier and never scroll sideways: ${locale}`, async () => {
      const { page, context, complaints } = await stage.open({ locale, as: 'olivia' })
      // Longer words are what breaks a narrow page; the rest is the same in every language.
      const wordy = /^\/events($|\/new|\/notices|\/servers\/)|roster|jobs/
      const chosen = pages().filter(
        ([path, sight]) => locale === 'en' || wordy.test(path) || wordy.test(sight),
      )
      for (const [path, sight] of chosen) {
        await page.goto(stage.world.app.url + path)
        await page.locator(sight).first().waitFor()
        // What belongs to the page and comes later.
        await page.locator('main:not(:has([aria-busy=true]))').waitFor()
        const name = path.replaceAll(/\W+/g, '-').replace(eventId, 'id').replace(guild, 'id')
        for (const [index, at] of (locale === 'en' ? looks : looks.slice(0, 1)).entries()) {
          await look(page, `${locale} ${path}`, at, index === 0 ? 'all' : 'colours')
          await picture(page, `a11y${name}-${locale}-${String(at.width)}`)
        }
      }
      assert.deepEqual(complaints, [])
      await context.close()
    })
  }
})
