import type { checks as en } from '../en/checks.ts'

/** What the checks of set-up and the self-test say, in Korean. */
export const checks: Record<keyof typeof en, string> = {
  'doctor.exchange': '거래소',
  'doctor.exchange.ok': '{url}에서 응답합니다.',
  'doctor.exchange.failed': '{url}에서 응답하지 않습니다: {reason}.',
  'doctor.exchange.failed.fix': '네트워크, 방화벽, UPBIT_API_URL을 확인하세요.',
  'doctor.clock': '거래소 시계',
  'doctor.clock.ok': '거래소 시계와 이 서버의 시계가 맞습니다.',
  'doctor.clock.off': '거래소 시계와 이 서버의 시계가 {seconds}초 다릅니다.',
  'doctor.clock.off.fix': 'NTP로 이 서버의 시계를 맞추세요.',
  'doctor.clock.far': '거래소 시계와 이 서버의 시계가 {seconds}초 달라 전략이 거래하지 않습니다.',
  'doctor.clock.far.fix': 'NTP로 이 서버의 시계를 맞추세요.',
  'doctor.keys': '거래소 키',
  'doctor.keys.ok': '거래소가 키를 받아들입니다.',
  'doctor.keys.unset': '거래소 키가 없어 거래할 수 없습니다.',
  'doctor.keys.unset.fix': '거래하려면 UPBIT_ACCESS_KEY와 UPBIT_SECRET_KEY를 설정하세요.',
  'doctor.keys.refused': '거래소가 키를 거부합니다: {reason}.',
  'doctor.keys.refused.fix':
    '만료일, 자산 조회 권한, 허용 IP를 확인하고 필요하면 새 키를 발급하세요.',
  'doctor.trade': '주문 권한',
  'doctor.trade.ok': '이 키로 주문할 수 있습니다.',
  'doctor.trade.lacking': '이 키로 주문할 수 없습니다: {reason}.',
  'doctor.trade.lacking.fix':
    '자산 조회, 주문 조회, 주문하기 권한이 있는 키를 발급하세요. 출금 권한은 주지 마세요.',
  'selftest.page': '실시간 페이지 연결',
  'selftest.health': '상태 확인',
  'selftest.commands': '명령 목록 읽기',
  'selftest.balance': '거래소 잔고 조회',
  'selftest.refusal': '잘못된 주문이 거절되는지 확인',
  'selftest.notification': '채널에 알림 보내기',
}
