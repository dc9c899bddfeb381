import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { z } from 'zod'
import { route } from '#core/http/route.ts'
import { silentLog } from '#core/log.ts'
import { createDiscordSignIn } from '#discord/oauth.ts'
import { createSandbox, type Sandbox } from '#sandbox/sandbox.ts'
import { databases } from './support/databases.ts'
import { launchBrowser, withoutChromium } from './support/browser.ts'
import { openDoor, type TestDoor } from './support/http.ts'

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)
const findings = z.object({ violations: z.array(z.object({ id: z.string() })) })

const party = route({
  method: 'POST',
  path: '/api/parties/:id/join',
  summary: 'Take a place in a party with a rather long description of what that means',
  tags: ['parties'],
  access: { kind: 'caller', scope: 'recruitments:write' },
  params: z.object({ id: z.string() }),
  query: z.object({ mode: z.enum(['first', 'second']).optional() }),
  body: z.object({ discord_user_id: z.string().optional() }),
  responses: { 200: z.object({ id: z.string(), participants: z.array(z.string()) }) },
  perform: () => Promise.resolve(),
  respond: () => ({ status: 200 }),
})

describe('the server’s own pages in a browser', { skip: withoutChromium }, () => {
  let sandbox: Sandbox
  let door: TestDoor
  let browser: Browser
  let web = ''
  let url = ''

  before(async () => {
    const [store] = databases()
    assert.ok(store)
    sandbox = await createSandbox()
    web = await mkdtemp(join(tmpdir(), 'muster-web-'))
    await mkdir(join(web, 'assets'))
    await writeFile(
      join(web, 'index.html'),
      '<!doctype html><html lang="en"><title>app</title><link rel="icon" href="data:,"><p>app</p>',
    )
    door = await openDoor(store, {
      routes: [party],
      webRoot: web,
      publicUrl: 'http://127.0.0.1:0',
      signIn: createDiscordSignIn({
        clientId: sandbox.application.id,
        clientSecret: sandbox.application.client_secret,
        apiUrl: `${sandbox.origin}/api`,
        authorizeUrl: `${sandbox.origin}/oauth2/authorize`,
        place: {
          get publicUrl() {
            return url
          },
        },
        log: silentLog,
      }),
    })
    url = await door.server.listen({ host: '127.0.0.1', port: 0 })
    door.services.publicUrl = url
    sandbox.world.state.application.redirect_uris.push(`${url}/auth/callback`)
    browser = await launchBrowser()
  })
  after(async () => {
    await browser.close()
    await door.close()
    await sandbox.close()
    await rm(web, { recursive: true })
  })

  async function open(path: string, options: { dark?: boolean; locale?: string } = {}) {
    const context = await browser.newContext({
      viewport: { width: 320, height: 640 },
      colorScheme: options.dark ? 'dark' : 'light',
      locale: options.locale ?? 'en-GB',
    })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(url + path)
    return { page, complaints, close: () => context.close() }
  }

  async function inspect(page: Page): Promise<void> {
    // The page's own policy would refuse a foreign script; the debugger's door is not bound by it.
    await page.evaluate(axeSource)
    const result = findings.parse(await page.evaluate('axe.run()'))
    assert.deepEqual(result.violations, [])
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    assert.ok(Number(overflow) <= 0, 'scrolls sideways')
  }

  it('describes the API readably on a phone, light and dark', async () => {
    for (const dark of [false, true]) {
      const { page, complaints, close } = await open('/api/docs', { dark })
      await page.getByText('Answer 200').first().click()
      const size = await page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize")
      assert.equal(size, '24px', 'the style sheet is there')
      await inspect(page)
      assert.deepEqual(complaints, [])
      await close()
    }
  })

  it('takes a person through Discord and back, signed in', async () => {
    const { page, complaints, close } = await open('/auth/login?return=/r/7')
    assert.ok(page.url().startsWith(`${sandbox.origin}/oauth2/authorize`))
    await page.getByRole('radio').nth(1).check()
    await page.getByRole('button', { name: /authori[sz]e/i }).click()
    await page.waitForURL(`${url}/r/7`)
    const me = z
      .object({ user: z.object({ discord_id: z.string() }), csrf_token: z.string() })
      .parse(await page.evaluate("fetch('/api/me').then((answer) => answer.json())"))
    const status = (headers: object) =>
      page.evaluate(
        (sent) =>
          fetch('/api/ws-tickets/', { method: 'POST', headers: { ...sent } }).then(
            (one) => one.status,
          ),
        headers,
      )
    assert.equal(await status({ 'x-csrf-token': me.csrf_token }), 201)
    assert.equal(await status({ 'x-csrf-token': 'wrong' }), 403)
    assert.equal(await page.evaluate('document.cookie'), '')
    assert.equal(
      complaints.filter((text) => !text.includes('403')).length,
      0,
      complaints.join('\n'),
    )
    await close()
  })

  it('offers a way on when somebody cancels, in the language of the browser', async () => {
    const { page, complaints, close } = await open('/auth/login?return=/r/7', { locale: 'ja' })
    await page.getByRole('button', { name: 'キャンセル' }).click()
    await page.getByText('ログインをキャンセルしました').waitFor()
    await inspect(page)
    assert.deepEqual(complaints, [])
    await page.getByRole('link', { name: 'もう一度試す' }).click()
    assert.ok(page.url().startsWith(`${sandbox.origin}/oauth2/authorize`))
    await close()
  })
})
