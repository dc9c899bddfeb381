import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { safeReturnPath } from '#core/access/sign-in.ts'
import { silentLog } from '#core/log.ts'
import { createDiscordSignIn } from '#discord/oauth.ts'
import { createSandbox, type Sandbox } from '#sandbox/sandbox.ts'
import { databases } from './support/databases.ts'
import { openDoor, type TestDoor } from './support/http.ts'

const publicUrl = 'http://127.0.0.1:8080'

for (const store of databases()) {
  describe(`signing in through Discord, sessions on ${store.name}`, () => {
    let sandbox: Sandbox
    let door: TestDoor
    let people: { id: string; username: string }[] = []

    before(async () => {
      sandbox = await createSandbox()
      sandbox.world.state.application.redirect_uris.push(`${publicUrl}/auth/callback`)
      people = [...sandbox.world.state.users.values()]
        .map((person) => person.user)
        .filter((user) => user.bot !== true)
      door = await openDoor(store, {
        signIn: createDiscordSignIn({
          clientId: sandbox.application.id,
          clientSecret: sandbox.application.client_secret,
          apiUrl: `${sandbox.origin}/api`,
          authorizeUrl: `${sandbox.origin}/oauth2/authorize`,
          place: { publicUrl },
          log: silentLog,
        }),
      })
    })
    after(async () => {
      await door.close()
      await sandbox.close()
    })

    const setCookies = (header: string | string[] | undefined) =>
      [header ?? []].flat().map((one) => one.split(';', 1)[0] ?? '')
    const get = (url: string, headers: Record<string, string> = {}) =>
      door.app.inject({ url, headers: { host: '127.0.0.1:8080', ...headers } })

    /** Begins a sign-in and returns the address of the consent page and the browser's cookie. */
    async function begin(returnPath = '/') {
      const answer = await get(`/auth/login?return=${encodeURIComponent(returnPath)}`)
      assert.equal(answer.statusCode, 302)
      const cookie = setCookies(answer.headers['set-cookie']).join('; ')
      return { consent: new URL(String(answer.headers['location'])), cookie }
    }

    /** Decides on Discord's consent page and returns the address the browser is sent back to. */
    async function decide(consent: URL, action: 'authorize' | 'cancel', userId: string) {
      const form = new URLSearchParams(consent.search)
      form.set('user_id', userId)
      form.set('action', action)
      const page = await fetch(consent)
      assert.equal(page.status, 200)
      await page.body?.cancel()
      const answer = await fetch(`${consent.origin}/oauth2/authorize`, {
        method: 'POST',
        body: form,
        redirect: 'manual',
      })
      await answer.body?.cancel()
      const back = new URL(answer.headers.get('location') ?? '')
      assert.equal(back.origin + back.pathname, `${publicUrl}/auth/callback`)
      return back.pathname + back.search
    }

    async function signIn(index: number, headers: Record<string, string> = {}, returnPath = '/') {
      const { consent, cookie } = await begin(returnPath)
      const back = await decide(consent, 'authorize', people[index]?.id ?? '')
      return get(back, {
        ...headers,
        cookie: [headers['cookie'], cookie].filter(Boolean).join('; '),
      })
    }

    it('takes a person there and back, keeps a session and no token', async () => {
      const answer = await signIn(1, {}, '/discord-recruitments?status=open#top')
      assert.equal(answer.statusCode, 302)
      assert.equal(answer.headers['location'], '/discord-recruitments?status=open#top')
      const [taken, cookie = ''] = setCookies(answer.headers['set-cookie'])
      assert.match(taken ?? '', /^muster_8080_signin_[\w-]{8}=$/)
      assert.match(cookie, /^muster_8080=[\w-]{43}$/)
      const me = (await get('/api/me', { cookie })).json()
      assert.deepEqual([me.user.discord_id, me.user.username], [people[1]?.id, people[1]?.username])
      assert.equal(sandbox.world.state.oauth.tokens.size, 0)
    })

    it('asks Discord for no more than who it is, with PKCE', async () => {
      const { consent } = await begin()
      const asked = Object.fromEntries(consent.searchParams)
      assert.deepEqual(
        [asked['scope'], asked['response_type'], asked['code_challenge_method']],
        ['identify', 'code', 'S256'],
      )
      assert.match(asked['state'] ?? '', /^[\w-]{43}$/)
      assert.match(asked['code_challenge'] ?? '', /^[\w-]{43}$/)
    })

    it('gives a new session each time and ends the one before', async () => {
      const session = (answer: Awaited<ReturnType<typeof signIn>>) =>
        setCookies(answer.headers['set-cookie'])[1] ?? ''
      const first = session(await signIn(2))
      const second = session(await signIn(2, { cookie: first }))
      assert.notEqual(first, second)
      assert.equal((await get('/api/me', { cookie: first })).json().user, null)
      assert.equal((await get('/api/me', { cookie: second })).json().user.discord_id, people[2]?.id)
    })

    it('lets one person in from several browsers at once', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(3)))
      const sessions = answers.map((answer) => setCookies(answer.headers['set-cookie'])[1] ?? '')
      const who = await Promise.all(
        sessions.map(async (cookie) => (await get('/api/me', { cookie })).json().user?.discord_id),
      )
      assert.deepEqual(who, Array(20).fill(people[3]?.id))
      assert.equal(sandbox.world.state.oauth.tokens.size, 0)
    })

    it('refuses a way back that is used twice, late, or in another browser', async () => {
      const refused = async (url: string, cookie: string) => {
        const answer = await get(url, { cookie, 'accept-language': 'ko' })
        assert.equal(answer.statusCode, 400)
        assert.match(answer.body, /lang="ko"[\s\S]*다른 브라우저/)
        assert.equal(answer.headers['set-cookie'], undefined)
      }
      const twice = await begin()
      const back = await decide(twice.consent, 'authorize', people[1]?.id ?? '')
      assert.equal((await get(back, { cookie: twice.cookie })).statusCode, 302)
      await refused(back, twice.cookie)

      const stolen = await begin()
      const victim = await begin()
      const theirs = await decide(stolen.consent, 'authorize', people[1]?.id ?? '')
      await refused(theirs, '')
      const mine = await begin()
      await refused(await decide(mine.consent, 'authorize', people[1]?.id ?? ''), victim.cookie)

      const late = await begin()
      const lateBack = await decide(late.consent, 'authorize', people[1]?.id ?? '')
      door.clock.pass(10 * 60_000)
      await refused(lateBack, late.cookie)
      await refused('/auth/callback?code=x', '')
    })

    it('does not take a code that was granted to another browser', async () => {
      const attacker = await begin()
      const attackerBack = await decide(attacker.consent, 'authorize', people[3]?.id ?? '')
      const code = new URL(attackerBack, publicUrl).searchParams.get('code') ?? ''
      const victim = await begin('/r/1')
      const state = victim.consent.searchParams.get('state') ?? ''
      const answer = await get(`/auth/callback?code=${code}&state=${state}`, {
        cookie: victim.cookie,
      })
      assert.equal(answer.statusCode, 502)
      assert.match(answer.body, /\/auth\/login\?return=%2Fr%2F1/)
      assert.ok(
        !setCookies(answer.headers['set-cookie']).some((one) => one.startsWith('muster_8080=')),
      )
    })

    it('says calmly that nothing happened when somebody cancels', async () => {
      const { consent, cookie } = await begin('/events')
      const answer = await get(await decide(consent, 'cancel', ''), {
        cookie,
        'accept-language': 'fr',
      })
      assert.equal(answer.statusCode, 200)
      assert.match(answer.body, /annulé la connexion/)
      assert.match(answer.body, /href="\/auth\/login\?return=%2Fevents"/)
    })

    async function answerWho(status: number) {
      const fault = await fetch(`${sandbox.origin}/_control/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          when: { method: 'GET', route: '/users/@me' },
          do: { status, body: { message: 'away' } },
          times: 1,
        }),
      })
      assert.ok(fault.ok, await fault.text())
    }

    it('asks again when another process ended what a person has just granted', async () => {
      await answerWho(401)
      const answer = await signIn(1, {}, '/events?view=week')
      assert.equal(answer.statusCode, 302)
      const consent = new URL(String(answer.headers['location']))
      assert.equal(consent.origin, sandbox.origin)
      const back = await decide(consent, 'authorize', people[1]?.id ?? '')
      const [, cookie = ''] = setCookies(answer.headers['set-cookie'])
      const again = await get(back, { cookie })
      assert.equal(again.headers['location'], '/events?view=week')
      assert.match(setCookies(again.headers['set-cookie'])[1] ?? '', /^muster_8080=./)
    })

    it('says so when Discord does not answer as it should', async () => {
      await answerWho(503)
      const answer = await signIn(1)
      assert.equal(answer.statusCode, 502)
      assert.equal(sandbox.world.state.oauth.tokens.size, 0)
      assert.equal((await signIn(1)).statusCode, 302)
    })

    it('brings a browser that uses another loopback name to the public one first', async () => {
      const answer = await door.app.inject({
        url: '/auth/login?return=/r/1',
        headers: { host: 'localhost:8080' },
      })
      assert.equal(answer.headers['location'], `${publicUrl}/auth/login?return=%2Fr%2F1`)
      assert.equal(answer.headers['set-cookie'], undefined)
    })

    it('logs no secret', () => {
      const text = door.logged.join('\n')
      assert.ok(!text.includes(sandbox.application.client_secret))
    })
  })
}

describe('the path back after signing in', () => {
  it('stays on our own pages whatever is asked', () => {
    const evil = [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      '/.//evil.example',
      '/%2e//evil.example',
      'javascript:alert(1)',
      '/auth/logout',
      '/auth/../auth/login',
      '/api/me',
      'r/1',
      '',
    ]
    for (const wanted of evil) assert.equal(safeReturnPath(wanted, publicUrl), '/', wanted)
    assert.equal(safeReturnPath('/r/1?x=%2F#a', publicUrl), '/r/1?x=%2F#a')
    const pieces = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      ':',
      '@',
      'evil.example',
      '%2f',
      '\n',
      '?',
      '#',
    )
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 8 }).map((parts) => `/${parts.join('')}`),
    )
    fc.assert(
      fc.property(anything, (wanted) => {
        const target = new URL(safeReturnPath(wanted, publicUrl), `${publicUrl}/auth/callback`)
        assert.equal(target.origin, publicUrl)
        assert.doesNotMatch(target.pathname, /^\/(auth|api)(\/|$)/)
      }),
      { numRuns: 2_000 },
    )
  })
})
