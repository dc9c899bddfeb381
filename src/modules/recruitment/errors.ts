import { errorsOf } from '#core/errors.ts'

/** Refusals of this module and the status that HTTP answers them with. */
export const recruitmentErrors = {
  already_joined: 409,
  not_joined: 409,
  recruitment_full: 409,
  recruitment_closed: 409,
  recruitment_expired: 409,
  invalid_transition: 409,
  max_slots_below_current: 400,
  message_outdated: 409,
} as const

/** Makes an error of this module. */
export const refuse = errorsOf(recruitmentErrors)
