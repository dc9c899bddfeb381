import type { en } from './en.ts'

/** Korean texts of this module's pages. */
export const ko: Record<keyof typeof en, string> = {
  'web.forms.title': '폼',
  'web.forms.empty.title': '아직 아무것도 없습니다',
  'web.forms.empty.text': 'Discord에서 /form create 를 입력해 첫 폼을 등록하세요.',
  'web.forms.visitor.title': '서버 멤버를 위한 곳입니다',
  'web.forms.visitor.text': '로그인하면 서버의 목록이 보입니다.',
}
