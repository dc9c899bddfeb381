import { errorsOf } from '#core/errors.ts'

/** Refusals of this module and the status that HTTP answers them with. */
export const formsErrors = {
  FORM_NOT_FOUND: 404,
  ALREADY_RESPONDED: 409,
  DEADLINE_PASSED: 410,
  NOT_AUTHORIZED: 403,
  TOKEN_EXPIRED: 401,
  API_LIMIT_EXCEEDED: 429,
  TOKEN_USED: 409,
  TOKEN_INVALID: 401,
  FORM_NOT_OPEN: 409,
  INVALID_FORM_URL: 400,
  FORM_NOT_SHARED: 403,
  INVALID_DEADLINE: 400,
  GOOGLE_UNAVAILABLE: 503,
  ANON_LOCKED: 409,
  GOOGLE_NOT_SET_UP: 409,
  CANNOT_CREATE: 409,
  FORM_KNOWN_ALREADY: 409,
  FORM_STATE: 409,
  FORM_NOT_READY: 409,
  QUESTIONS_CHANGED: 409,
  EMAIL_COLLECTED: 409,
  SIGN_IN_KEPT: 409,
  UNKNOWN_ROLE: 400,
  UNKNOWN_CHANNEL: 400,
  INVALID_PREFILL_URL: 400,
  SHEET_NOT_SHARED: 403,
  INVALID_SHEET_URL: 400,
  HELD_BACK: 409,
  OTHER_BROWSER: 409,
  WRONG_PERSON: 403,
} as const

/** Code of one of this module's refusals. */
export type FormsErrorCode = keyof typeof formsErrors

/** Makes an error of this module. */
export const refuse = errorsOf(formsErrors, 'forms')

/**
 * What somebody has no right to: to answer a form, to manage forms, to know who answers, or to count
 * the answer of a member who is not asked.
 */
export type Unauthorized = 'answer' | 'manage' | 'names' | 'member'

/** Refuses what somebody has no right to. */
export const notAuthorized = (what: Unauthorized) => refuse('NOT_AUTHORIZED', { params: { what } })
