import { GoogleError } from '../errors.ts'

/** Service accounts own no storage: what they would make is refused, with a reason that looks like a rate limit. */
export function storageExceeded(): GoogleError {
  const message = "The user's Drive storage quota has been exceeded."
  return new GoogleError('PERMISSION_DENIED', message, {
    errors: [{ message, domain: 'usageLimits', reason: 'storageQuotaExceeded' }],
  })
}
