import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startTryOut, type TryOut } from '../../tools/world.ts'
import { silentLog } from '#core/log.ts'
import {
  launchBrowser,
  openPage,
  withoutChromium,
  type PageOptions,
  type WatchedPage,
} from '../support/browser.ts'
import { signInByHttp } from '../support/people.ts'
import { quickLimits } from '../support/quick-limits.ts'

export { withoutChromium }

/** The real program over the sandbox, and a browser. */
export type Stage = {
  world: TryOut
  /** Somebody does something in Discord; throws when Discord or the program refuses. */
  act(action: Record<string, unknown>): Promise<ActAnswer>
  /** Opens a path of the web app; `as` is a person of the sandbox, signed in already. */
  open(options?: Omit<PageOptions, 'cookie'> & { as?: string; path?: string }): Promise<WatchedPage>
  /** Opens the client page of the emulated Discord with this query (`as=…&split=1`). */
  client(query: string): Promise<WatchedPage>
  close(): Promise<void>
}

/** What an act in the sandbox led to. */
export type ActAnswer = { ok: boolean; responses: { message_id?: string }[]; error?: string }

/** Starts everything, with further settings where given. */
export async function openStage(env: Record<string, string> = {}): Promise<Stage> {
  const browser = await launchBrowser()
  const dataDir = await mkdtemp(path.join(tmpdir(), 'muster-web-'))
  const world = await startTryOut({
    port: 0,
    sandboxPort: 0,
    dataDir,
    ...quickLimits,
    overrides: { log: silentLog },
    env: { RATE_LIMITS: '{"login": "off", "writes": "off", "keys": "off"}', ...env },
  })
  const cookies = new Map<string, Promise<string>>()
  /** One session for each person, however many pages they have open. */
  const cookieOf = (username: string): Promise<string> => {
    const people = [...world.sandbox.world.state.users.values()]
    const id = people.find(({ user }) => user.username === username)?.user.id
    if (id === undefined) throw new Error(`There is nobody called ${username}.`)
    const known =
      cookies.get(username) ?? signInByHttp(world.app.url, id).then(({ cookie }) => cookie)
    cookies.set(username, known)
    return known
  }
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
      const address = world.app.url + (options.path ?? '/discord-recruitments')
      const cookie = options.as === undefined ? undefined : await cookieOf(options.as)
      const opened = await openPage(browser, address, { ...options, ...(cookie && { cookie }) })
      await opened.page.locator('main h1').waitFor()
      return opened
    },
    client: (query) => openPage(browser, `${world.sandbox.origin}/?${query}`),
    async close() {
      await browser.close()
      await world.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
