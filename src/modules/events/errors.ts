import { errorsOf } from '#core/errors.ts'

/** Refusals of this module and the status that HTTP answers them with. */
export const eventErrors = {
  missing_role: 403,
  blocked: 403,
  invalid_transition: 409,
  starts_in_past: 422,
  signup_closed: 409,
  signup_not_open: 409,
  event_full: 409,
  role_full: 409,
  role_required: 409,
  unknown_role: 422,
  unknown_option: 422,
  already_joined: 409,
  not_joined: 409,
  no_offer: 409,
  guests_not_allowed: 422,
  checkin_closed: 409,
  message_outdated: 409,
  unknown_template: 422,
  name_taken: 409,
  organization_required: 422,
  no_channel: 422,
  no_message_channel: 422,
  unclear_time: 422,
  unclear_rule: 422,
  not_native: 422,
  nothing_to_resolve: 409,
  intake_unset: 503,
  menu_expired: 409,
} as const

/** Makes an error of this module. */
export const refuse = errorsOf(eventErrors, 'events')
