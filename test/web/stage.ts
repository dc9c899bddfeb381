import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { build } from 'vite'
import { startTryOut, type TryOut } from '../../tools/world.ts'
import { silentLog } from '#core/log.ts'

const candidates = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Where Chromium is, or undefined. */
export const chromiumPath = candidates.find((candidate) => existsSync(candidate))

/** Says loudly why browser tests do not run; false where they can. */
export const withoutChromium =
  chromiumPath === undefined ? 'NO CHROMIUM FOUND: the web app is not tested in a browser' : false

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A page that collects what must never happen: script errors and violations of its policy. */
export type WatchedPage = { page: Page; context: BrowserContext; complaints: string[] }

/** The real program over the sandbox, and a browser. */
export type Stage = {
  world: TryOut
  /** Somebody does something in Discord; throws when Discord or the program refuses. */
  act(action: Record<string, unknown>): Promise<ActAnswer>
  open(options?: {
    locale?: string
    width?: number
    dark?: boolean
    /** A person of the sandbox who signs in by the button. */
    as?: string
    path?: string
  }): Promise<WatchedPage>
  close(): Promise<void>
}

/** What an act in the sandbox led to. */
export type ActAnswer = { ok: boolean; responses: { message_id?: string }[]; error?: string }

async function buildPage(): Promise<void> {
  const root = new URL('../../', import.meta.url)
  if (existsSync(new URL('dist/web/index.html', root))) return
  await build({ configFile: fileURLToPath(new URL('vite.config.ts', root)), logLevel: 'error' })
}

async function watched(browser: Browser, options: Parameters<Stage['open']>[0] = {}) {
  const { locale = 'en', width = 1280, dark = false } = options
  const context = await browser.newContext({
    locale,
    viewport: { width, height: 800 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  const complaints: string[] = []
  await page.exposeFunction('complain', (text: string) => complaints.push(text))
  await page.addInitScript(`document.addEventListener('securitypolicyviolation', (event) =>
    complain('policy: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample))`)
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`))
  return { page, context, complaints }
}

/** Signs a person in as anybody would: the button, the consent page, and back. */
async function signIn(page: Page, username: string): Promise<void> {
  await page.locator('header a[href^="/auth/login"]').click()
  await page.getByRole('radio', { name: `@${username}` }).check()
  await page.locator('button[value="authorize"]').click()
  await page.waitForURL((url) => !url.pathname.startsWith('/oauth2'))
}

/** Starts everything; closes it again when the start fails half way. */
export async function openStage(): Promise<Stage> {
  await buildPage()
  const dataDir = await mkdtemp(path.join(tmpdir(), 'muster-web-'))
  const world = await startTryOut({
    port: 0,
    sandboxPort: 0,
    dataDir,
    overrides: { log: silentLog },
    env: { RATE_LIMITS: '{"login": "off", "writes": "off", "keys": "off"}' },
  })
  const browser = await chromium.launch({ executablePath: chromiumPath ?? '', args: flags })
  return {
    world,
    async act(action) {
      const response = await fetch(`${world.sandbox.origin}/_control/act`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(action),
      })
      const answer = (await response.json()) as ActAnswer
      if (!response.ok || !answer.ok) throw new Error(`Act failed: ${JSON.stringify(answer)}`)
      return answer
    },
    async open(options = {}) {
      const opened = await watched(browser, options)
      await opened.page.goto(world.app.url + (options.path ?? '/discord-recruitments'))
      if (options.as) await signIn(opened.page, options.as)
      await opened.page.locator('main h1').waitFor()
      return opened
    },
    async close() {
      await browser.close()
      await world.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
