/** A refusal as the service writes it: `{"error":{"name":…,"message":…}}`. Quotation errors have a number for a name. */
export class ExchangeError extends Error {
  override readonly name: string = 'ExchangeError'
  readonly status: number
  readonly code: string | number
  readonly headers: Record<string, string>

  constructor(
    status: number,
    code: string | number,
    message: string,
    headers: Record<string, string> = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }

  /** The body of the answer. */
  toJSON(): { error: { name: string | number; message: string } } {
    return { error: { name: this.code, message: this.message } }
  }
}

const texts: Record<string, string> = {
  invalid_query_payload: '올바르지 않은 엑세스 키입니다. 요청 파라미터와 토큰의 해시가 다릅니다.',
  invalid_access_key: '잘못된 엑세스 키입니다.',
  jwt_verification: 'Jwt 토큰 검증에 실패했습니다.',
  expired_access_key: 'API 키가 만료되었습니다.',
  nonce_used: '이미 요청한 nonce값이 다시 사용되었습니다.',
  no_authorization_ip: '허용되지 않은 IP 주소입니다.',
  no_authorization_token: '인증 토큰이 필요합니다.',
  out_of_scope: '허용되지 않은 기능입니다.',
  market_offline: '현재 거래를 지원하지 않는 마켓입니다.',
  order_not_found: '주문을 찾지 못했습니다.',
  notfoundmarket: '해당 마켓을 찾을 수 없습니다.',
  validation_error: '잘못된 API 요청입니다. 누락된 파라미터가 없는지 확인해주세요.',
  invalid_parameter: '잘못된 파라미터입니다.',
  duplicated_identifier: '이미 사용된 identifier입니다.',
  invalid_time_in_force: '주문 조건이 올바르지 않습니다.',
  invalid_post_only: 'post_only 주문 조건이 올바르지 않습니다.',
  insufficient_funds_bid: '주문가능한 금액(KRW)이 부족합니다.',
  insufficient_funds_ask: '주문가능한 수량이 부족합니다.',
  under_min_total_bid: '최소주문금액 이상으로 주문해주세요.',
  under_min_total_ask: '최소주문금액 이상으로 주문해주세요.',
  over_krw_funds_bid: '최대 매수 금액을 초과하였습니다.',
  over_krw_funds_ask: '최대 매도 금액을 초과하였습니다.',
  invalid_price_bid: '주문가격 단위를 잘못 입력하셨습니다.',
  invalid_price_ask: '주문가격 단위를 잘못 입력하셨습니다.',
}

/** A refusal by name, with the text that goes with it. */
export function refusal(status: number, name: string): ExchangeError {
  return new ExchangeError(status, name, texts[name] ?? name)
}
