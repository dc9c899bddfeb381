import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../clock.ts'
import { createManualClock } from '../../../test/support/manual-clock.ts'
import { send, sendDeadlineMs, type Resolve } from './send.ts'
import { isPublic, refuseAddresses, refuseUrl, webhookAllowSetting } from './target.ts'

const nobody = webhookAllowSetting.parse('')
const loopback = webhookAllowSetting.parse('127.0.0.0/8, ::1')
const never = new AbortController().signal

test('addresses that are not public are refused, however they are written', () => {
  const refused = [
    'http://example.com/',
    'https://example.com:22/',
    'https://example.com:80/',
    'https://user:pass@example.com/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://①②⑦.0.0.1/',
    'https://0.0.0.0/',
    'https://10.1.2.3/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://172.31.255.255/',
    'https://192.168.0.1:8443/',
    'https://192.0.2.1/',
    'https://198.18.0.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[64:ff9b:1::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001::1]/',
    'https://[2001:db8::1]/',
    'https://[fc00::1]/',
    'https://[fe80::1]/',
    'https://[fec0::1]/',
    'https://[ff02::1]/',
    'https://[4000::1]/',
    'ftp://example.com/',
  ]
  for (const text of refused) assert.ok(refuseUrl(new URL(text), nobody), text)
  const taken = ['https://example.com/', 'https://example.com:8443/x?y', 'https://1.1.1.1/']
  for (const text of [...taken, 'https://[2606:4700::1111]/']) {
    assert.equal(refuseUrl(new URL(text), nobody), null, text)
  }
  for (const name of ['', 'localhost', '999.1.1.1', '10.0.0.1']) assert.equal(isPublic(name), false)
})

test('what a name stands for decides, all of it', () => {
  const url = new URL('https://hooks.example/')
  const check = (addresses: string[], allow = nobody, at = url) =>
    refuseAddresses(at, addresses, allow)
  assert.equal(check(['1.1.1.1', '2606:4700::1111']), null)
  assert.equal(check(['1.1.1.1', '10.0.0.1']), 'address')
  assert.equal(check(['::ffff:192.168.1.1']), 'address')
  assert.equal(check(['fd00::1'], loopback), 'address')
  const internal = webhookAllowSetting.parse('10.0.0.0/8 build.internal')
  assert.equal(check(['10.0.0.1'], internal, new URL('http://queue.internal:9000/')), null)
  assert.equal(check(['8.8.8.8'], internal, new URL('http://queue.internal:9000/')), 'scheme')
  assert.equal(check(['8.8.8.8'], internal, new URL('https://queue.internal:9000/')), 'port')
  assert.equal(check(['192.168.9.9'], internal, new URL('http://build.internal/')), null)
  assert.equal(refuseUrl(new URL('http://build.internal:99/'), internal), null)
})

test('the setting names what it cannot read', () => {
  assert.equal(webhookAllowSetting.safeParse('127.0.0.1/99').success, false)
  assert.equal(webhookAllowSetting.safeParse('10.0.0.0/8, not_a_host').success, false)
  assert.equal(webhookAllowSetting.parse('fd00::/8, ::1, queue.internal').length, 3)
})

async function serve(context: TestContext, listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  context.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

const resolvesTo = (...answers: string[]): Resolve & { asked: number } => {
  const resolve = Object.assign(
    async () => {
      const address = answers[resolve.asked] ?? answers.at(-1) ?? ''
      resolve.asked += 1
      return [{ address, family: address.includes(':') ? 6 : 4 }]
    },
    { asked: 0 },
  )
  return resolve
}

const posting = (url: string, signal = never) => ({ url, headers: {}, body: '{}', signal })

test('a name is looked up once, and what was checked is connected to', async (context) => {
  const port = await serve(context, (request, response) => {
    response.end(request.headers.host)
  })
  // The second answer, which a second look-up would get, leads nowhere that is allowed.
  const resolve = resolvesTo('127.0.0.1', '10.255.255.1')
  const options = { allow: loopback, resolve, clock: systemClock, deadline: systemClock }
  const outcome = await send(options, posting(`http://rebind.example:${port}/`))
  assert.deepEqual(outcome, {
    kind: 'answer',
    status: 200,
    retryAfterMs: null,
    text: `rebind.example:${port}`,
  })
  assert.equal(resolve.asked, 1)
})

test('a public name that leads inside is refused before anything is sent', async (context) => {
  let requests = 0
  const port = await serve(context, (_request, response) => {
    requests += 1
    response.end()
  })
  const options = { clock: systemClock, deadline: systemClock, resolve: resolvesTo('127.0.0.1') }
  for (const url of [`https://inside.example/`, `https://127.0.0.1:${port}/`]) {
    const outcome = await send({ ...options, allow: nobody }, posting(url))
    assert.equal(outcome.kind, 'failure', url)
  }
  assert.equal(requests, 0)
})

test('redirects are answers, not orders; long answers are cut', async (context) => {
  let followed = false
  const port = await serve(context, (request, response) => {
    if (request.url === '/inside') followed = true
    if (request.url === '/long') {
      response.writeHead(200)
      const pour = (): void => void response.write('x'.repeat(65_536), () => pour())
      return pour()
    }
    return response.writeHead(307, { location: `http://127.0.0.1:${port}/inside` }).end()
  })
  const options = {
    allow: loopback,
    resolve: resolvesTo(),
    clock: systemClock,
    deadline: systemClock,
  }
  const moved = await send(options, posting(`http://127.0.0.1:${port}/moved`))
  assert.ok(moved.kind === 'answer' && moved.status === 307)
  assert.equal(followed, false)
  const long = await send(options, posting(`http://127.0.0.1:${port}/long`))
  assert.ok(long.kind === 'answer' && long.status === 200 && long.text.length === 4_096)
})

test('who does not answer in time, or cannot be found, has failed', async (context) => {
  const arrived = Promise.withResolvers<void>()
  const port = await serve(context, () => arrived.resolve())
  const deadline = createManualClock(0)
  const options = { allow: loopback, resolve: resolvesTo(), clock: systemClock, deadline }
  const silent = send(options, posting(`http://127.0.0.1:${port}/silent`))
  await arrived.promise
  deadline.advance(sendDeadlineMs)
  assert.deepEqual(await silent, {
    kind: 'failure',
    reason: 'There was no answer within 15 seconds.',
  })
  const lookUp = send(
    { ...options, resolve: () => new Promise(() => {}) },
    posting('https://slow.example/'),
  )
  deadline.advance(sendDeadlineMs)
  assert.equal((await lookUp).kind, 'failure')
  const nowhere: Resolve = () =>
    Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }))
  assert.deepEqual(await send({ ...options, resolve: nowhere }, posting('https://none.example/')), {
    kind: 'failure',
    reason: 'The receiver could not be reached (ENOTFOUND).',
  })
})

test('a receiver that breaks off or stalls in the middle does no harm', async (context) => {
  const begun = Promise.withResolvers<void>()
  const port = await serve(context, (request, response) => {
    response.writeHead(202, { 'content-length': '1000' })
    response.write('so far', () => {
      if (request.url === '/broken') request.socket.resetAndDestroy()
      else begun.resolve()
    })
  })
  const deadline = createManualClock(0)
  const options = { allow: loopback, resolve: resolvesTo(), clock: systemClock, deadline }
  const broken = await send(options, posting(`http://127.0.0.1:${port}/broken`))
  assert.ok(broken.kind === 'failure' || broken.status === 202)
  const stalled = send(options, posting(`http://127.0.0.1:${port}/stalled`))
  await begun.promise
  deadline.advance(sendDeadlineMs)
  const outcome = await stalled
  assert.ok(outcome.kind === 'failure' || outcome.status === 202)
})
