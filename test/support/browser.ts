import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { build } from 'vite'
import { noteMissing } from './services.ts'

const candidates = [
  // Without the windows of a whole browser around the page it takes two thirds of the time.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const chromiumPath = candidates.find((candidate) => existsSync(candidate))

/** Says loudly why browser tests do not run; false where they can. */
export const withoutChromium =
  chromiumPath === undefined ? 'NO CHROMIUM FOUND: the web app is not tested in a browser' : false
if (withoutChromium !== false) noteMissing(withoutChromium)

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

/** How a page is opened. */
export type PageOptions = {
  locale?: string
  width?: number
  height?: number
  dark?: boolean
  /** The `Cookie` header of somebody who is signed in. */
  cookie?: string
}

/** Builds the pages that are not there yet. */
async function buildPages(): Promise<void> {
  const root = new URL('../../', import.meta.url)
  const pages = { web: 'vite.config.ts', sandbox: 'sandbox/discord/page/vite.config.ts' }
  for (const [name, config] of Object.entries(pages)) {
    if (existsSync(new URL(`dist/${name}/index.html`, root))) continue
    await build({ configFile: fileURLToPath(new URL(config, root)), logLevel: 'error' })
  }
}

/** Starts Chromium; the pages that it is to show are built when they are missing. */
export async function launchBrowser(): Promise<Browser> {
  await buildPages()
  return chromium.launch({ executablePath: chromiumPath ?? '', args: flags })
}

/** Opens an address in a fresh profile. */
export async function openPage(
  browser: Browser,
  address: string,
  options: PageOptions = {},
): Promise<WatchedPage> {
  const { locale = 'en', width = 1280, height = 800, dark = false } = options
  const context = await browser.newContext({
    locale,
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(10_000)
  const pairs = options.cookie?.split('; ').map((one) => ({ one, at: one.indexOf('=') })) ?? []
  const { hostname: domain } = new URL(address)
  await context.addCookies(
    pairs.map(({ one, at }) => ({
      name: one.slice(0, at),
      value: one.slice(at + 1),
      domain,
      path: '/',
    })),
  )
  const page = await context.newPage()
  const complaints: string[] = []
  await page.exposeFunction('complain', (text: string) => complaints.push(text))
  await page.addInitScript(`document.addEventListener('securitypolicyviolation', (event) =>
    complain('policy: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample))`)
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`))
  await page.goto(address)
  return { page, context, complaints }
}

/** Signs a person in as anybody would: the button, the consent page, and back. */
export async function signIn(page: Page, username: string): Promise<void> {
  await page.locator('header a[href^="/auth/login"]').click()
  await page.getByRole('radio', { name: `@${username}` }).check()
  await page.locator('button[value="authorize"]').click()
  await page.waitForURL((url) => !url.pathname.startsWith('/oauth2'))
}
