import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { z } from 'zod'
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts'

const description = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
})
const operation = z.object({
  responses: z.record(
    z.string(),
    z.object({ content: z.record(z.string(), z.unknown()).optional() }),
  ),
})
const methods = ['get', 'post', 'put', 'patch', 'delete']
const withId = z.object({ id: z.string() })

/** One request of a script. `as` is the Authorization header, the bot's unless given. */
export type Request = {
  path?: Record<string, string>
  query?: string
  body?: unknown
  as?: string
  /** The expected status; any success unless given. */
  status?: number
  /** Lets no time pass before. */
  quick?: boolean
}

/** Ids and a token of the standard seed that scripts use. */
export type Place = {
  guild: string
  channel: string
  voice: string
  person: string
  token: string
  role: string
}

/** Drives a sandbox and checks every answer against Discord's description. */
export type Described = {
  sandbox: Sandbox
  /** Sends a request to a path template of the description; fails unless the answer is as described. */
  ask: (method: string, template: string, request?: Request) => Promise<unknown>
  /** As `ask`, for answers that have an id. */
  idOf: (method: string, template: string, request?: Request) => Promise<string>
  place: () => Place
  /** How many described operations succeeded, of how many. */
  coverage(): { covered: number; described: number }
}

type Document = z.output<typeof description>

async function readDescription(): Promise<{ document: Document; ajv: Ajv2020 }> {
  const file = new URL('../data/discord-openapi.json', import.meta.url)
  const json: unknown = JSON.parse(await readFile(file, 'utf8'))
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false })
  addFormats.default(ajv)
  ajv.addSchema({ ...z.record(z.string(), z.unknown()).parse(json), $id: 'discord' })
  // The description calls the inner codes of refusals integers, but they are words such as BASE_TYPE_REQUIRED.
  ajv.addSchema({
    $id: 'refusal',
    type: 'object',
    required: ['code', 'message'],
    properties: { code: { type: 'integer' }, message: { type: 'string' } },
  })
  return { document: description.parse(json), ajv }
}

function operationOf(
  document: Document,
  template: string,
  method: string,
): z.output<typeof operation> {
  const found = document.paths[template]?.[method.toLowerCase()]
  assert.ok(found, `${method} ${template} is not described`)
  return operation.parse(found)
}

/** Finds what an answer of this status must look like; undefined when it has no body. */
function validatorOf(
  { document, ajv }: { document: Document; ajv: Ajv2020 },
  template: string,
  method: string,
  status: number,
): ValidateFunction | undefined {
  const { responses } = operationOf(document, template, method)
  const key = [String(status), `${String(status)[0] ?? ''}XX`].find((one) => one in responses)
  assert.ok(key, `${method} ${template} answered ${status}, which is not described`)
  if (status >= 400) return ajv.getSchema('refusal')
  if (!responses[key]?.content?.['application/json']) return undefined
  const pointer = [
    'paths',
    template,
    method.toLowerCase(),
    'responses',
    key,
    'content',
    'application/json',
    'schema',
  ].map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
  return ajv.compile({ $ref: `discord#/${pointer.join('/')}` })
}

function placeOf(sandbox: Sandbox): Place {
  const [guild] = sandbox.world.state.guilds.values()
  assert.ok(guild)
  const channels = [...guild.channels.values()]
  const person = [...sandbox.world.state.users.values()].find(({ user }) => user.username === 'yui')
  const role = [...guild.roles.values()].find(({ name }) => name === 'Raider')
  return {
    guild: guild.base.id,
    channel: channels.find(({ name }) => name === 'general')?.id ?? '',
    voice: channels.find(({ name }) => name === 'Lounge')?.id ?? '',
    person: person?.user.id ?? '',
    token: person?.token ?? '',
    role: role?.id ?? '',
  }
}

function fill(template: string, values: Record<string, string> = {}): string {
  return template.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const value = values[name]
    assert.ok(value !== undefined, `${name} is missing`)
    return encodeURIComponent(value)
  })
}

/** Starts a sandbox to be checked. Close its `sandbox` in the end. */
export async function createDescribed(): Promise<Described> {
  const known = await readDescription()
  const sandbox = await createSandbox()
  const covered = new Set<string>()
  const ask = async (method: string, template: string, request: Request = {}): Promise<unknown> => {
    // One request in five seconds meets no rate limit.
    if (!request.quick) await sandbox.clock.advance(5000)
    const query = request.query ? `?${request.query}` : ''
    const url = `${sandbox.origin}/api/v10${fill(template, request.path)}${query}`
    const response = await fetch(url, {
      method,
      headers: {
        authorization: request.as ?? `Bot ${sandbox.application.bot_token}`,
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    })
    const text = await response.text()
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    const about = `${method} ${template}: ${response.status} ${text.slice(0, 600)}`
    if (request.status !== undefined) assert.equal(response.status, request.status, about)
    else assert.ok(response.ok, about)
    const validate = validatorOf(known, template, method, response.status)
    if (validate) assert.ok(validate(body), `${about}\n${known.ajv.errorsText(validate.errors)}`)
    else assert.equal(text, '', about)
    if (response.ok) covered.add(`${method.toLowerCase()} ${template}`)
    return body
  }
  return {
    sandbox,
    ask,
    idOf: async (method, template, request) =>
      withId.parse(await ask(method, template, request)).id,
    place: () => placeOf(sandbox),
    coverage: () => ({
      covered: covered.size,
      described: Object.values(known.document.paths)
        .flatMap((item) => Object.keys(item))
        .filter((method) => methods.includes(method)).length,
    }),
  }
}
