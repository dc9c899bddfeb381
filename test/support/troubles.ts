const messages = '/channels/{channel_id}/messages'
const message = `${messages}/{message_id}`
const callback = '/interactions/{interaction_id}/{interaction_token}/callback'
const limited = {
  status: 429,
  headers: { 'retry-after': '1', 'x-ratelimit-scope': 'shared' },
  body: { message: 'You are being rate limited.', retry_after: 0.3, global: false },
}

/** What Discord's REST does wrong, by what it is: each must end with one message that shows the state. */
export const troubles: Readonly<Record<string, { when?: object; do: object; times: number }>> = {
  'a storm of 429 everywhere': { do: limited, times: 12 },
  'a new message is refused by 500 before it exists': {
    when: { method: 'POST', route: messages },
    do: { status: 500 },
    times: 2,
  },
  'a new message exists and its answer is lost': {
    when: { method: 'POST', route: messages },
    do: { drop: 'after' },
    times: 2,
  },
  'an edit is refused by 503': {
    when: { method: 'PATCH', route: message },
    do: { status: 503 },
    times: 3,
  },
  'an edit is done and its answer is lost': {
    when: { method: 'PATCH', route: message },
    do: { drop: 'after' },
    times: 2,
  },
  'a callback is refused by 500': {
    when: { method: 'POST', route: callback },
    do: { status: 500 },
    times: 2,
  },
  'a callback is taken and its answer is lost': {
    when: { method: 'POST', route: callback },
    do: { drop: 'after' },
    times: 3,
  },
  'callbacks are cut off before they arrive': {
    when: { method: 'POST', route: callback },
    do: { drop: 'before' },
    times: 3,
  },
}
