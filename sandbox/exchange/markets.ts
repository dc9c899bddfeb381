/** A market of the emulated exchange. Its numbers are invented; only names and orders of magnitude are taken from life. */
export type Listing = {
  market: string
  korean_name: string
  english_name: string
  /** Around which the price moves, in KRW. */
  price: number
  /** Usual change within a minute, as a part of the price. */
  volatility: number
  /** Share of the moments at which somebody trades. */
  activity: number
  /** Usual size of a trade in KRW. */
  trade_krw: number
}

type Row = readonly [
  code: string,
  korean: string,
  english: string,
  price: number,
  volatility: number,
  activity: number,
  trade_krw: number,
]

const rows: readonly Row[] = [
  ['BTC', '비트코인', 'Bitcoin', 103_460_000, 0.0005, 0.8, 900_000],
  ['ETH', '이더리움', 'Ethereum', 3_025_000, 0.0007, 0.75, 600_000],
  ['XRP', '엑스알피(리플)', 'XRP', 2045, 0.0008, 0.8, 400_000],
  ['SOL', '솔라나', 'Solana', 127_400, 0.0009, 0.6, 350_000],
  ['USDT', '테더', 'Tether', 1463, 0.000_05, 0.7, 500_000],
  ['DOGE', '도지코인', 'Dogecoin', 141, 0.001, 0.6, 200_000],
  ['ADA', '에이다', 'Cardano', 391, 0.001, 0.5, 180_000],
  ['TRX', '트론', 'TRON', 427, 0.0006, 0.4, 150_000],
  ['AVAX', '아발란체', 'Avalanche', 14_230, 0.001, 0.3, 150_000],
  ['LINK', '체인링크', 'Chainlink', 13_380, 0.001, 0.3, 150_000],
  ['DOT', '폴카닷', 'Polkadot', 2203, 0.001, 0.25, 120_000],
  ['BCH', '비트코인캐시', 'Bitcoin Cash', 672_500, 0.0008, 0.25, 180_000],
  ['ETC', '이더리움클래식', 'Ethereum Classic', 12_250, 0.0009, 0.2, 120_000],
  ['XLM', '스텔라루멘', 'Stellar', 238, 0.0009, 0.25, 120_000],
  ['SUI', '수이', 'Sui', 1411, 0.0012, 0.35, 150_000],
  ['NEAR', '니어프로토콜', 'NEAR Protocol', 1888, 0.0012, 0.2, 100_000],
  ['SAND', '샌드박스', 'The Sandbox', 115, 0.0012, 0.12, 80_000],
  ['STX', '스택스', 'Stacks', 364, 0.0012, 0.1, 80_000],
  ['HBAR', '헤데라', 'Hedera', 138, 0.001, 0.15, 80_000],
  ['WAVES', '웨이브', 'Waves', 620, 0.0014, 0.03, 60_000],
  ['SHIB', '시바이누', 'Shiba Inu', 0.0084, 0.0012, 0.3, 90_000],
  ['BTT', '비트토렌트', 'BitTorrent', 0.000_46, 0.001, 0.06, 50_000],
]

/** Every market, the largest ones first. */
export const listings: readonly Listing[] = rows.map(
  ([code, korean_name, english_name, price, volatility, activity, trade_krw]) => ({
    market: `KRW-${code}`,
    korean_name,
    english_name,
    price,
    volatility,
    activity,
    trade_krw,
  }),
)
