import type { checks as en } from '../en/checks.ts'

/** What the checks of set-up and the self-test say, in Japanese. */
export const checks: Record<keyof typeof en, string> = {
  'doctor.exchange': '取引所',
  'doctor.exchange.ok': '{url} が応答しています。',
  'doctor.exchange.failed': '{url} が応答しません: {reason}。',
  'doctor.exchange.failed.fix':
    'ネットワーク、ファイアウォール、UPBIT_API_URL を確認してください。',
  'doctor.clock': '取引所の時計',
  'doctor.clock.ok': '取引所の時計とこのサーバーの時計は一致しています。',
  'doctor.clock.off': '取引所の時計とこのサーバーの時計が {seconds} 秒ずれています。',
  'doctor.clock.off.fix': 'NTP でこのサーバーの時計を合わせてください。',
  'doctor.clock.far':
    '取引所の時計とこのサーバーの時計が {seconds} 秒ずれているため、戦略は取引しません。',
  'doctor.clock.far.fix': 'NTP でこのサーバーの時計を合わせてください。',
  'doctor.keys': '取引所のキー',
  'doctor.keys.ok': '取引所がキーを受け付けています。',
  'doctor.keys.unset': '取引所のキーがないため、取引できません。',
  'doctor.keys.unset.fix': '取引するには UPBIT_ACCESS_KEY と UPBIT_SECRET_KEY を設定してください。',
  'doctor.keys.refused': '取引所がキーを拒否しました: {reason}。',
  'doctor.keys.refused.fix':
    '有効期限、残高照会の権限、許可 IP を確認し、必要なら新しいキーを発行してください。',
  'doctor.trade': '注文の権限',
  'doctor.trade.ok': 'このキーで注文できます。',
  'doctor.trade.lacking': 'このキーでは注文できません: {reason}。',
  'doctor.trade.lacking.fix':
    '残高と注文の照会、注文ができるキーを発行してください。出金の権限は付けないでください。',
  'selftest.page': 'ライブページを開く',
  'selftest.health': '状態を確認',
  'selftest.commands': 'コマンド一覧を読む',
  'selftest.balance': '取引所の残高を確認',
  'selftest.refusal': 'おかしな注文が断られるか確認',
  'selftest.notification': 'チャンネルに通知を送る',
}
