import { z } from 'zod'
import { DiscordError, invalidForm, parseForm } from '../errors.ts'
import { int } from '../forms.ts'
import { applicationFlags } from '../gateway/intents.ts'
import type { World } from '../world.ts'
import type { Route } from './call.ts'

const installScopes = ['bot', 'applications.commands']
const applicationBody = z.object({
  description: z.string().max(400).optional(),
  interactions_endpoint_url: z.url().or(z.literal('')).nullish(),
  flags: int.optional(),
  redirect_uris: z.array(z.string()).max(10).optional(),
  tags: z.array(z.string()).max(5).optional(),
})

/** Whether an address answers a PING and refuses a bad signature, as Discord asks when it is set. */
export type EndpointCheck = (world: World, url: string) => Promise<boolean>

/** The `session_start_limit` of GET /gateway/bot. */
export type SessionStartInfo = {
  total: number
  remaining: number
  reset_after: number
  max_concurrency: number
}

/** What the application's routes ask of the gateway and of the delivery of interactions. */
export type ApplicationParts = {
  checkEndpoint: EndpointCheck
  sessionStarts: () => SessionStartInfo
}

/** The application as its owner and its bot see it. */
function renderApplication(world: World): unknown {
  const { application, users } = world.state
  const { id, name, description, redirect_uris, interactions_endpoint_url } = application
  const flags = applicationFlags(world)
  const guilds = [...world.state.guilds.values()].filter((guild) => guild.members.has(id))
  return {
    id,
    name,
    icon: null,
    description,
    type: null,
    bot: users.get(id)?.user,
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: application.public_key,
    flags,
    flags_new: String(flags),
    redirect_uris,
    interactions_endpoint_url,
    role_connections_verification_url: null,
    owner: world.person(application.owner_id).user,
    approximate_guild_count: guilds.length,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: world.state.oauth.tokens.size,
    explicit_content_filter: 0,
    team: null,
    eligible_oauth2_scopes: [],
    integration_types_config: {
      '0': { oauth2_install_params: { scopes: installScopes, permissions: '0' } },
    },
  }
}

/** Sets where interactions are posted; null means the gateway. Throws 400 50035 when the address does not pass. */
export async function setEndpoint(
  world: World,
  url: string | null,
  check: EndpointCheck,
): Promise<void> {
  if (url !== null && !(await check(world, url)))
    throw invalidForm([
      {
        path: ['interactions_endpoint_url'],
        code: 'APPLICATION_INTERACTIONS_ENDPOINT_URL_INVALID',
        message: 'The specified interactions endpoint URL could not be verified.',
      },
    ])
  world.state.application.interactions_endpoint_url = url
}

/** The application itself, and where the gateway is. */
export function addApplicationRoutes(
  route: Route,
  { checkEndpoint, sessionStarts }: ApplicationParts,
): void {
  route('GET', '/gateway', ({ world }) => ({ url: gatewayUrl(world) }))
  route('GET', '/gateway/bot', ({ world }) => ({
    url: gatewayUrl(world),
    shards: 1,
    session_start_limit: sessionStarts(),
  }))
  route('GET', '/applications/@me', ({ world }) => renderApplication(world))
  route('GET', '/oauth2/applications/@me', ({ world }) => renderApplication(world))
  route('GET', '/applications/:application_id', ({ world, param }) => {
    requireApplication(world, param('application_id'))
    return renderApplication(world)
  })
  route('PATCH', '/applications/@me', async ({ world, actor, body }) => {
    if (actor.kind !== 'bot') throw new DiscordError(403, 20002, 'Only bots can use this endpoint')
    const { interactions_endpoint_url: url, ...changes } = parseForm(applicationBody, body)
    if (url !== undefined) await setEndpoint(world, url || null, checkEndpoint)
    const { description, redirect_uris, flags } = changes
    Object.assign(world.state.application, {
      ...(description === undefined ? {} : { description }),
      ...(redirect_uris === undefined ? {} : { redirect_uris }),
      ...(flags === undefined ? {} : { flags }),
    })
    return renderApplication(world)
  })
}

/** Throws 404 10002 unless this is the id of the world's application. */
export function requireApplication(world: World, id: string): void {
  if (id !== world.state.application.id) throw new DiscordError(404, 10002, 'Unknown Application')
}

function gatewayUrl(world: World): string {
  return `${world.origin().replace(/^http/, 'ws')}/gateway`
}
