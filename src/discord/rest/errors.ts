/** What an error code of Discord means for an operator, and what to do about it. */
export type Explanation = { meaning: string; fix: string }

const explanations: Record<number, Explanation> = {
  10003: { meaning: 'the channel does not exist any more', fix: 'choose another channel' },
  10004: { meaning: 'the bot is not in this server', fix: 'invite the bot again' },
  10007: { meaning: 'this person is not in the server', fix: 'nothing: they left' },
  10008: { meaning: 'the message was deleted', fix: 'nothing: it is posted again when configured' },
  10011: { meaning: 'the role was deleted', fix: 'choose another role in the settings' },
  10013: { meaning: 'the account does not exist', fix: 'check the id' },
  10015: {
    meaning: 'the interaction has not been answered yet',
    fix: 'nothing: it is tried again',
  },
  10062: {
    meaning: 'the answer came more than three seconds late',
    fix: 'check the load of this machine',
  },
  30005: {
    meaning: 'the server has its maximum of 250 roles',
    fix: 'delete roles that nobody needs',
  },
  30013: {
    meaning: 'the server has its maximum of 500 channels',
    fix: 'delete channels that nobody needs',
  },
  30034: { meaning: 'too many commands were created today', fix: 'wait until tomorrow' },
  30038: { meaning: 'the server has its maximum of 100 events', fix: 'end or cancel events' },
  30046: { meaning: 'an old message was edited too often', fix: 'nothing: edits are slowed down' },
  40060: { meaning: 'the interaction was answered before', fix: 'nothing' },
  50001: { meaning: 'the bot cannot see this channel', fix: 'give the bot "View Channel" there' },
  50007: {
    meaning: 'this person does not accept direct messages',
    fix: 'nothing: the channel is used',
  },
  50013: {
    meaning: 'the bot lacks a permission or its role is too low',
    fix: 'give the bot the permissions it asks for and move its role up',
  },
  50025: { meaning: 'the access token is not valid', fix: 'sign in again' },
  50027: { meaning: 'the interaction is older than 15 minutes', fix: 'use the button again' },
  50035: { meaning: 'Discord refused the form of the request', fix: 'report this as a bug' },
  50083: { meaning: 'the thread is archived', fix: 'nothing: it is opened for the edit' },
  200000: { meaning: 'AutoMod blocked the text', fix: 'change the text or the rule' },
}

function explain(status: number, code: number): Explanation {
  if (status === 401) {
    return {
      meaning: 'the bot token is not valid',
      fix: 'set DISCORD_BOT_TOKEN to the current token',
    }
  }
  const known = explanations[code]
  if (known) return known
  return status === 403
    ? { meaning: 'Discord does not allow this', fix: 'check the permissions of the bot' }
    : {
        meaning: 'Discord refused the request',
        fix: 'see the code in the documentation of Discord',
      }
}

/**
 * Discord understood the request and said no (4xx): the effect did not happen, and asking again the
 * same way will not help until something changes.
 */
export class DiscordRefusal extends Error {
  readonly status: number
  /** Discord's JSON error code; 0 when it gave none. */
  readonly code: number
  readonly meaning: string
  readonly fix: string
  /** When asking again makes sense, in milliseconds; null when only a change helps. */
  readonly retryAfterMs: number | null

  constructor(
    status: number,
    code: number,
    said: {
      /** With its method: `POST /channels/:id/messages`. */
      route: string
      message: string
      retryAfterMs?: number
    },
  ) {
    const { meaning, fix } = explain(status, code)
    super(`${said.route}: ${meaning} (${status}, code ${code}: ${said.message}); ${fix}`)
    this.name = 'DiscordRefusal'
    this.status = status
    this.code = code
    this.meaning = meaning
    this.fix = fix
    this.retryAfterMs = said.retryAfterMs ?? null
  }
}

/**
 * Discord could not be asked or did not answer. With `not_sent` nothing happened; with `unknown` the
 * effect may have happened and must be looked for before the request is repeated.
 */
export class DiscordUnavailable extends Error {
  readonly outcome: 'not_sent' | 'unknown'
  readonly retryAfterMs: number

  constructor(outcome: 'not_sent' | 'unknown', reason: string, retryAfterMs = 1_000) {
    super(reason)
    this.name = 'DiscordUnavailable'
    this.outcome = outcome
    this.retryAfterMs = retryAfterMs
  }
}

/** Discord has too much to do: it says no now and may say yes soon. */
const busyCodes = [40062, 130_000]

/** Whether a refusal passes by itself, so that asking again the same way makes sense. */
export function passes({ status, code }: DiscordRefusal): boolean {
  return status >= 500 || busyCodes.includes(code)
}

/** True for a refusal with one of these codes. */
export function isRefusal(error: unknown, ...codes: number[]): error is DiscordRefusal {
  return error instanceof DiscordRefusal && (codes.length === 0 || codes.includes(error.code))
}
