import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { z } from 'zod'
import { locales, type Locale } from '#core/i18n/locale.ts'
import { findings, overflow } from './barriers.ts'
import { picture } from './picture.ts'
import { openStage, withoutChromium, type Stage } from './stage.ts'

const looks = [
  { colorScheme: 'light', width: 320 },
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 320 },
  { colorScheme: 'dark', width: 1280 },
] as const

/**
 * How closely a look is examined: everything once in each language where room is scarcest; in one
 * language the other layout, and colours where they change. Nothing may be too wide anywhere.
 */
function depthOf(look: (typeof looks)[number], locale: Locale): 'all' | 'colours' | null {
  if (look.colorScheme === 'light') return look.width === 320 || locale === 'en' ? 'all' : null
  return locale === 'en' ? 'colours' : null
}

async function assertGood(page: Page, depth: ReturnType<typeof depthOf>, where: string) {
  if (depth) assert.deepEqual(await findings(page, depth), [], where)
  assert.equal(await overflow(page), 0, where)
}

/** The pages in all their states, and by what one sees that they are there. */
const pages = {
  '/': '[role=progressbar]',
  '/discord-recruitments?status=all': '[role=progressbar]',
  '/discord-recruitments?search=zzz': 'main:not(:has([role=progressbar]))',
  '/r/2': '[role=progressbar]',
  '/discord-recruitments/999999': 'main:not(:has([aria-busy=true]))',
  '/nowhere': 'main',
}
const formPage = '/discord-recruitments/new'
/** Pages of a server, for those who run it; each is looked at narrow and light, wide and dark. */
const guildPages = {
  '/discord-recruitments/settings': 'form fieldset input[type=checkbox]',
  '/discord-recruitments/templates': 'form',
  '/discord-recruitments/mine': 'form',
  '/discord-recruitments/statistics': 'figure',
}

describe('the web app for everybody', { skip: withoutChromium }, () => {
  let stage: Stage
  before(async () => {
    stage = await openStage()
    const command = { channel: 'recruit', do: 'command', name: 'recruit' }
    const titles = [
      'ランク戦 @2 まったり行きましょう、初心者歓迎です',
      'AVeryLongTitleWithoutAnySpaceInItThatMustNotMakeThePageWiderThanThePhone',
      'Sortie du dimanche après-midi, tout le monde est bienvenu',
    ]
    for (const [index, title] of titles.entries()) {
      const options = {
        title,
        slots: 1 + index * 12,
        description: 'Bring snacks.',
        game: '로스트아크',
      }
      await stage.act({ ...command, as: 'olivia', options })
    }
    await stage.world.sandbox.settle()
  })
  after(() => stage.close())

  describe('in every language', { concurrency: 2 }, () => {
    for (const locale of locales) {
      it(`has no barrier and never scrolls sideways: ${locale}`, async () => {
        for (const as of [undefined, 'olivia']) {
          const { page, context, complaints } = await stage.open({ locale, ...(as && { as }) })
          assert.equal(await page.locator('html').getAttribute('lang'), locale)
          const form = as ? '[role=group], form option' : 'main'
          const all = { ...pages, [formPage]: form, ...(as && guildPages) }
          for (const [path, sight] of Object.entries(all)) {
            // Where there is no party, nothing depends on who looks.
            if (as && path in pages && !sight.startsWith('[role')) continue
            await page.goto(stage.world.app.url + path)
            await page.locator('main h1').waitFor()
            await page.locator(sight).first().waitFor({ state: 'attached' })
            // Visitors see less of the same; two looks of it are enough.
            for (const look of as && !(path in guildPages) ? looks : [looks[0], looks[3]]) {
              const where = `${path} ${locale} ${JSON.stringify(look)} ${as ?? 'visitor'}`
              await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' })
              await page.setViewportSize({ width: look.width, height: 700 })
              await assertGood(page, depthOf(look, locale), where)
            }
          }
          assert.deepEqual(complaints, [])
          await context.close()
        }
      })
    }
  })

  it('has no barrier where a party is managed: roles, waiting list, edit form, history', async () => {
    const { page, context, complaints } = await stage.open({ as: 'olivia' })
    const { key } = await stage.world.app.access.keys.create({ name: 'maker', scopes: ['admin'] })
    const me: unknown = await page.evaluate("fetch('/api/me').then((answer) => answer.json())")
    const known = z
      .object({
        user: z.object({ discord_id: z.string() }),
        guilds: z.array(z.object({ id: z.string() })),
      })
      .parse(me)
    const address = `${stage.world.app.url}/api/discord/recruitments/`
    const [first] = known.guilds
    const channels = await stage.world.app.services.members.postableChannels(first?.id ?? '', null)
    const made = await fetch(address, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        title: 'Everything at once',
        discord_guild_id: first?.id,
        discord_channel_id: channels[0]?.id,
        discord_owner_id: known.user.discord_id,
        max_slots: 2,
        roles: [{ key: 'tank', label: 'Tank', emoji: '🛡️', max: 1 }],
        tags: ['evening', '초보환영'],
        description: 'Bring snacks.',
      }),
    })
    assert.equal(made.status, 201)
    const { id } = z.object({ id: z.int() }).parse(await made.json())
    for (const person of ['100000000000000071', '100000000000000072', '100000000000000073']) {
      await fetch(`${address}${String(id)}/join/`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          discord_user_id: person,
          discord_username: `guest ${person}`,
          role: 'tank',
        }),
      })
    }
    await page.goto(`${stage.world.app.url}/r/${String(id)}`)
    await page.getByRole('button', { name: 'History' }).click()
    await page.getByTestId('recruitment-history').waitFor()
    await page.getByRole('heading', { name: 'Waiting list' }).waitFor()
    for (const part of ['manage', 'edit']) {
      if (part === 'edit') await page.getByRole('button', { name: 'Edit', exact: true }).click()
      for (const look of looks) {
        const where = `${part} ${JSON.stringify(look)}`
        await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' })
        await page.setViewportSize({ width: look.width, height: 700 })
        await picture(page, `${part}-${String(look.width)}-${look.colorScheme}`)
        const isNew = look.colorScheme === 'light'
        assert.deepEqual(await findings(page, isNew ? 'all' : 'colours'), [], where)
        assert.equal(await overflow(page), 0, where)
      }
    }
    assert.deepEqual(complaints, [])
    await context.close()
  })

  it('can be used by keyboard alone: skip link, language menu, join', async () => {
    const { page, context } = await stage.open({ as: 'seoyeon' })
    await page.reload()
    await page.locator('main h1').waitFor()
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to content')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate('document.activeElement.id'), 'content')
    const join = page.getByRole('button', { name: /^Join: Sortie/ })
    await join.waitFor()
    for (let presses = 0; presses < 80; presses++) {
      await page.keyboard.press('Tab')
      const focused: unknown = await page.evaluate(
        'document.activeElement.getAttribute("aria-label")',
      )
      if (String(focused).startsWith('Join: Sortie')) break
    }
    await page.keyboard.press('Enter')
    await page.getByText(/You joined “Sortie/).waitFor()
    await page.getByRole('button', { name: 'Language, Theme' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitemradio', { name: '한국어' }).waitFor()
    assert.deepEqual(await findings(page), [])
    await page.getByRole('menuitemradio', { name: '한국어' }).press('Enter')
    await page.getByRole('heading', { name: '모집', exact: true }).waitFor()
    assert.equal(await page.locator('html').getAttribute('lang'), 'ko')
    await context.close()
  })
})
