import type { Format } from './request.ts'

// The short names of format SIMPLE; the same word can be short for different things in different messages.
const shared: Record<string, string> = {
  type: 'ty',
  code: 'cd',
  opening_price: 'op',
  high_price: 'hp',
  low_price: 'lp',
  trade_price: 'tp',
  prev_closing_price: 'pcp',
  change: 'c',
  change_price: 'cp',
  signed_change_price: 'scp',
  change_rate: 'cr',
  signed_change_rate: 'scr',
  trade_volume: 'tv',
  acc_trade_volume: 'atv',
  acc_trade_volume_24h: 'atv24h',
  acc_trade_price: 'atp',
  acc_trade_price_24h: 'atp24h',
  trade_date: 'tdt',
  trade_time: 'ttm',
  trade_timestamp: 'ttms',
  ask_bid: 'ab',
  acc_ask_volume: 'aav',
  acc_bid_volume: 'abv',
  highest_52_week_price: 'h52wp',
  highest_52_week_date: 'h52wdt',
  lowest_52_week_price: 'l52wp',
  lowest_52_week_date: 'l52wdt',
  market_state: 'ms',
  is_trading_suspended: 'its',
  delisting_date: 'dd',
  market_warning: 'mw',
  timestamp: 'tms',
  stream_type: 'st',
  sequential_id: 'sid',
  best_ask_price: 'bap',
  best_ask_size: 'bas',
  best_bid_price: 'bbp',
  best_bid_size: 'bbs',
  total_ask_size: 'tas',
  total_bid_size: 'tbs',
  orderbook_units: 'obu',
  ask_price: 'ap',
  bid_price: 'bp',
  ask_size: 'as',
  bid_size: 'bs',
  level: 'lv',
  candle_date_time_utc: 'cdttmu',
  candle_date_time_kst: 'cdttmk',
  candle_acc_trade_volume: 'catv',
  candle_acc_trade_price: 'catp',
}
const own: Record<string, string> = {
  uuid: 'uid',
  order_type: 'ot',
  state: 's',
  trade_uuid: 'tuid',
  price: 'p',
  avg_price: 'ap',
  volume: 'v',
  remaining_volume: 'rv',
  executed_volume: 'ev',
  trades_count: 'tc',
  reserved_fee: 'rsf',
  remaining_fee: 'rmf',
  paid_fee: 'pf',
  locked: 'l',
  executed_funds: 'ef',
  time_in_force: 'tif',
  trade_fee: 'tf',
  is_maker: 'im',
  identifier: 'id',
  smp_type: 'smpt',
  prevented_volume: 'pv',
  prevented_locked: 'pl',
  order_timestamp: 'otms',
  asset_uuid: 'astuid',
  assets: 'ast',
  asset_timestamp: 'asttms',
  currency: 'cu',
  balance: 'b',
}

function shortened(value: unknown, names: Record<string, string>): unknown {
  if (Array.isArray(value)) return value.map((one) => shortened(one, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [names[key] ?? key, shortened(one, names)]),
  )
}

const shortNames: Record<string, Record<string, string>> = {
  myOrder: { ...shared, ...own },
  myAsset: { ...shared, ...own },
  trade: { ...shared, trade_date: 'td' },
}

/** A message in the format that the client asked for. */
export function written(message: Record<string, unknown>, format: Format): string {
  const names = shortNames[String(message['type'])] ?? shared
  const named = format.startsWith('SIMPLE') ? shortened(message, names) : message
  return JSON.stringify(format.endsWith('LIST') ? [named] : named)
}
