import { errorsOf } from '#core/errors.ts'

/** Refusals of this module and the status that HTTP answers them with. */
export const recruitmentErrors = {
  max_slots_below_current: 400,
  roles_below_current: 400,
  starts_in_past: 400,
  unknown_role: 400,
  unknown_template: 400,
  unclear_time: 400,
  unclear_roles: 400,
  title_required: 400,
  missing_role: 403,
  not_a_member: 403,
  ping_not_allowed: 403,
  blocked: 403,
  guild_ban: 403,
  already_joined: 409,
  not_joined: 409,
  recruitment_full: 409,
  role_full: 409,
  role_required: 409,
  no_offer: 409,
  recruitment_closed: 409,
  recruitment_expired: 409,
  owner_cannot_leave: 409,
  too_many_open: 409,
  one_active_only: 409,
  invalid_transition: 409,
  message_outdated: 409,
} as const

/** Makes an error of this module. */
export const refuse = errorsOf(recruitmentErrors, 'recruitment')
