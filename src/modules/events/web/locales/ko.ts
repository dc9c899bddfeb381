import type { en } from './en.ts'

/** Korean texts of this module's pages. */
export const ko: Record<keyof typeof en, string> = {
  'web.events.title': '이벤트',
  'web.events.empty.text': '이 서버의 이벤트가 여기에 표시됩니다.',
  'web.events.empty.title': '아직 아무것도 없습니다',
  'web.events.visitor.title': '서버 멤버를 위한 곳입니다',
  'web.events.visitor.text': '로그인하면 서버의 목록이 보입니다.',
}
