import type { Context, Services } from '#core/context.ts'
import type { Instance } from '#core/instances.ts'
import { googleAccess, openGoogleAccess } from '#core/google/account.ts'
import { isGoogleFailure } from '#core/google/errors.ts'
import { createGoogle, type Google } from '../clients/google/google.ts'
import { refuse, type FormsErrorCode } from '../errors.ts'
import { environment } from '../rules/environment.ts'

/** Makes a client that the settings describe, beside that of the program. */
export function openGoogle(
  services: Pick<Services, 'settings' | 'clock' | 'random' | 'metrics'>,
): Google {
  return createGoogle(openGoogleAccess(services))
}

const client: Instance<Google> = {
  name: 'forms.google',
  make(services: Services) {
    if (services.settings(environment).FORMS_API_KEY) {
      services.log.warn({}, 'FORMS_API_KEY is not used: Google accepts no keys for forms')
    }
    return createGoogle(googleAccess(services))
  },
}

/** The client of Google's services. */
export function googleOf(services: Services): Google {
  return services.instance(client)
}

/** Base address of emulated services; null for the real ones. */
export function apiRootOf(services: Services): string | null {
  return services.settings(environment).GOOGLE_API_ROOT ?? null
}

/** The address with which forms and sheets are to be shared; empty where it is not known. */
export async function shareAddress(services: Services): Promise<string> {
  try {
    return (await googleOf(services).account()).email ?? ''
  } catch {
    return ''
  }
}

/** The code with which a failure of Google's is shown. */
export function codeOfFailure(error: unknown): FormsErrorCode {
  if (isGoogleFailure(error, 'exhausted')) return 'API_LIMIT_EXCEEDED'
  if (isGoogleFailure(error, 'forbidden', 'not_found')) return 'FORM_NOT_SHARED'
  if (isGoogleFailure(error, 'unauthenticated')) return 'GOOGLE_NOT_SET_UP'
  if (isGoogleFailure(error, 'no_storage')) return 'CANNOT_CREATE'
  if (isGoogleFailure(error, 'invalid')) return 'QUESTIONS_CHANGED'
  return 'GOOGLE_UNAVAILABLE'
}

/** What somebody is told of a failure of Google's; anything else stays what it is. */
export async function refusalOf(context: Context, error: unknown): Promise<unknown> {
  if (!isGoogleFailure(error)) return error
  const code = codeOfFailure(error)
  const retryAfterMs = error.retryAfterMs ?? undefined
  return refuse(code, {
    params: { email: await shareAddress(context) },
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(code === 'API_LIMIT_EXCEEDED' && { data: { scope: 'google' } }),
  })
}

/** Asks Google on somebody's behalf: its failures become refusals that say what to do. */
export async function asking<T>(context: Context, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw await refusalOf(context, error)
  }
}

/** Where Google's pages for answering are, as an origin. */
export function googleOrigin(services: Services): string {
  const root = apiRootOf(services)
  return root === null ? 'https://docs.google.com' : new URL(root).origin
}
