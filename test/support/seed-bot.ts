/** What the sample bot of the first version would have sent to its channel. */
export type BotSaid =
  | { embed: { title: string; color: number; fields: [name: string, value: string][] } }
  | { text: string }

type Answer = {
  status: string
  message: string
  response: { type: string; message: string; data: Record<string, unknown> }
}

/**
 * The sample bot that the trading wish came with, line by line: no credentials, no timestamp, no look
 * at the HTTP status, direct access to the keys of an answer that says ok.
 */
export function createSeedBot(server: string, who: { author: string; channel: string }) {
  async function post(command: string, parameters: Record<string, string>): Promise<Answer> {
    const response = await fetch(`${server}/api/discord/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        user_id: who.author,
        channel_id: who.channel,
        command,
        parameters,
      }),
    })
    return (await response.json()) as Answer
  }

  /** As Python's `data['key']`: a missing key is an error. */
  function key(data: Record<string, unknown>, name: string): unknown {
    if (!(name in data)) throw new Error(`KeyError: '${name}'`)
    return data[name]
  }

  const text = (value: unknown): string => {
    if (typeof value !== 'string' || value === '' || value.length > 1_024) {
      throw new Error(`Discord would refuse the field ${JSON.stringify(value)}`)
    }
    return value
  }

  async function guarded(work: () => Promise<BotSaid>): Promise<BotSaid> {
    try {
      return await work()
    } catch (error) {
      return { text: `❌ 서버 연결 오류: ${String(error)}` }
    }
  }

  function embed(title: string, color: number, fields: [string, string][]): BotSaid {
    if (fields.length > 25) throw new Error('Discord takes 25 fields')
    return { embed: { title, color, fields } }
  }

  const order = (command: string, parameters: Record<string, string>) =>
    guarded(async () => {
      const result = await post(command, parameters)
      if (result.status !== 'ok') return { text: `❌ 서버 오류: ${text(result.message)}` }
      const mark = result.response.type === 'success' ? '✅' : '❌'
      return { text: `${mark} ${text(result.response.message)}` }
    })

  return {
    balance: () =>
      guarded(async () => {
        const result = await post('balance', {})
        if (result.status !== 'ok') return { text: `❌ 오류: ${text(result.response.message)}` }
        const { data } = result.response
        const holdings = Object.entries(key(data, 'crypto_holdings') as object)
        return embed('잔고 조회', 0x00ff00, [
          ['총 자산', text(key(data, 'total_krw'))],
          ['사용 가능한 KRW', text(key(data, 'available_krw'))],
          ...holdings.map(([name, value]): [string, string] => [name, text(value)]),
        ])
      }),
    buy: (ticker: string, amount: string) => order('buy', { ticker: ticker.toUpperCase(), amount }),
    sell: (ticker: string, amount?: string) =>
      order('sell', { ticker: ticker.toUpperCase(), ...(amount && { amount }) }),
    status: () =>
      guarded(async () => {
        const result = await post('status', {})
        if (result.status !== 'ok') return { text: `❌ 오류: ${text(result.response.message)}` }
        const { data } = result.response
        const strategies = key(data, 'active_strategies') as string[]
        return embed('시스템 상태', 0x0099ff, [
          ['서버 상태', text(key(data, 'server_status'))],
          ['API 상태', text(key(data, 'api_status'))],
          ['업타임', text(key(data, 'uptime'))],
          ['마지막 신호', text(key(data, 'last_signal'))],
          ['활성 전략', text(strategies.join(', '))],
        ])
      }),
  }
}
