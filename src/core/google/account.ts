import { z } from 'zod'
import { monotonicClock } from '../clock.ts'
import type { Services } from '../context.ts'
import type { Instance } from '../instances.ts'
import { createCaller, type GoogleCaller, type GoogleFigures } from './call.ts'
import {
  createCredentials,
  type Credentials,
  type GoogleAccount,
  type GoogleSettings,
} from './credentials.ts'
import { GoogleFailure } from './errors.ts'
import { createQuotas, type Quotas } from './quotas.ts'
import { googleSettings } from './settings.ts'

/** The one account as which this program asks Google, with what it may still spend. */
export type GoogleAccess = {
  /** Null when the settings name no account; then every call fails as `unauthenticated`. */
  credentials: Credentials | null
  /** Whose account it is; the address of a grant is asked for once. Throws `GoogleFailure`. */
  account(): Promise<GoogleAccount>
  call: GoogleCaller
  quotas: Quotas
  figures: GoogleFigures
  /** Base address of the emulated services; null for the real ones. */
  apiRoot: string | null
}

type Needs = Pick<Services, 'settings' | 'clock' | 'random' | 'metrics'>

/** The failure of everything while no account is set up. */
export function noAccount(): GoogleFailure {
  return new GoogleFailure('unauthenticated', 0, 'no Google account is set up')
}

function accountOf(services: Needs): GoogleSettings {
  const settings = services.settings(googleSettings)
  const { GOOGLE_OAUTH_CLIENT_ID: clientId, GOOGLE_OAUTH_CLIENT_SECRET: clientSecret } = settings
  const refreshToken = settings.GOOGLE_OAUTH_REFRESH_TOKEN
  return {
    serviceAccountFile: settings.GOOGLE_SERVICE_ACCOUNT_FILE ?? null,
    oauth:
      clientId && clientSecret && refreshToken ? { clientId, clientSecret, refreshToken } : null,
    apiRoot: settings.GOOGLE_API_ROOT ?? null,
    pubsub: settings.GOOGLE_PUBSUB_SUBSCRIPTION !== undefined,
  }
}

const about = z.looseObject({ user: z.looseObject({ emailAddress: z.string() }) })

/** Says whose account it is: grants by OAuth do not name it, so Drive is asked. */
function whoIs(credentials: Credentials, call: GoogleCaller, apiRoot: string | null) {
  const url = `${apiRoot ?? 'https://www.googleapis.com'}/drive/v3/about?fields=user(emailAddress)`
  const name = 'drive.about.get'
  const ask = { method: 'GET', url, quota: 'drive', name, repeatable: true } as const
  let asked: Promise<z.infer<typeof about>> | null = null
  return async (): Promise<GoogleAccount> => {
    const account = await credentials.account()
    if (account.email !== null) return account
    asked ??= call(ask, about)
    try {
      return { ...account, email: (await asked).user.emailAddress }
    } catch {
      asked = null
      return account
    }
  }
}

/** Makes the access that the settings describe, with quotas of its own. */
export function openGoogleAccess(services: Needs): GoogleAccess {
  const { clock, random, metrics } = services
  const account = accountOf(services)
  const credentials = createCredentials(account, clock)
  const quotas = createQuotas(clock)
  const figures = { calls: 0, errors: 0 }
  const realTime = monotonicClock
  const call: GoogleCaller = credentials
    ? createCaller({ credentials, quotas, clock, realTime, random, metrics, figures })
    : () => Promise.reject(noAccount())
  const { apiRoot } = account
  const unset = () => Promise.reject(noAccount())
  const who = credentials ? whoIs(credentials, call, apiRoot) : unset
  return { credentials, account: who, call, quotas, figures, apiRoot }
}

const access: Instance<GoogleAccess> = { name: 'google', make: openGoogleAccess }

/** The access of this program: all modules share its tokens and quotas. */
export function googleAccess(services: Services): GoogleAccess {
  return services.instance(access)
}
