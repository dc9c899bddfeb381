import type { DiscordTexts } from './catalogue.ts'

/** 한국어 */
export const ko: DiscordTexts = {
  outdated: '오래된 버튼입니다. 최신 메시지를 찾거나 명령어를 다시 사용해 주세요.',
  unknown_command: '더 이상 사용할 수 없는 명령어입니다.',
  failed: '서버에서 문제가 발생했습니다. 참조 번호: {reference}',
  again: '시간이 너무 오래 걸렸습니다. 다시 시도해 주세요.',
}
