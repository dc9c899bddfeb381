import assert from 'node:assert/strict'

/** The headers with which a signed-in browser writes. */
export type BrowserHeaders = { cookie: string; 'x-csrf-token': string }

function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(';', 1)[0] ?? '')
    .filter((one) => !one.endsWith('='))
    .join('; ')
}

/** The Discord ids of people as a reader is shown them who may know who they are. */
export function idsOfPeople(people: readonly { discord_user_id: string | null }[]): string[] {
  return people.map(({ discord_user_id: id }) => {
    assert.ok(id)
    return id
  })
}

/** Signs a person in by the whole way that a browser goes, consent page included. */
export async function signInByHttp(appUrl: string, userId: string): Promise<BrowserHeaders> {
  const begun = await fetch(`${appUrl}/auth/login`, { redirect: 'manual' })
  const consent = new URL(begun.headers.get('location') ?? '')
  const form = new URLSearchParams(consent.search)
  form.set('user_id', userId)
  form.set('action', 'authorize')
  const agreed = await fetch(`${consent.origin}/oauth2/authorize`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
  })
  await agreed.body?.cancel()
  const back = await fetch(agreed.headers.get('location') ?? '', {
    headers: { cookie: cookiesOf(begun) },
    redirect: 'manual',
  })
  assert.equal(back.status, 302, await back.text())
  const cookie = cookiesOf(back)
  const me: unknown = await (await fetch(`${appUrl}/api/me`, { headers: { cookie } })).json()
  assert.ok(typeof me === 'object' && me !== null && 'csrf_token' in me)
  return { cookie, 'x-csrf-token': String(me.csrf_token) }
}

/** Sends a signed-in browser to an address that asks for a proof of who somebody is, and back. */
export async function proveByHttp(
  address: string,
  browser: BrowserHeaders,
  userId: string,
): Promise<{ status: number; callback: string }> {
  const begun = await fetch(address, { headers: browser, redirect: 'manual' })
  const consent = new URL(begun.headers.get('location') ?? '')
  const form = new URLSearchParams(consent.search)
  form.set('user_id', userId)
  form.set('action', 'authorize')
  const agreed = await fetch(`${consent.origin}/oauth2/authorize`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
  })
  await agreed.body?.cancel()
  const callback = agreed.headers.get('location') ?? ''
  const cookie = `${browser.cookie}; ${cookiesOf(begun)}`
  const back = await fetch(callback, { headers: { cookie }, redirect: 'manual' })
  await back.body?.cancel()
  return { status: back.status, callback }
}
