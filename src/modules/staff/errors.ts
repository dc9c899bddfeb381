import { errorsOf } from '#core/errors.ts'

/** Refusals of this module and the status that HTTP answers them with. */
export const staffErrors = {
  not_configured: 400,
  invalid_ordering: 400,
  import_unreadable: 400,
  import_unreachable: 400,
  import_not_shared: 400,
  import_google_failed: 503,
  is_a_bot: 400,
  not_on_roster: 404,
  invite_expired: 410,
  already_linked: 409,
  row_has_another_id: 409,
  not_linked: 409,
  not_on_duty: 409,
  role_in_use: 409,
  role_exists: 409,
  presence_unavailable: 503,
} as const

/** Makes an error of this module. */
export const refuse = errorsOf(staffErrors, 'staff')
