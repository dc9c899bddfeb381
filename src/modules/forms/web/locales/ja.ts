import type { en } from './en.ts'

/** Japanese texts of this module's pages. */
export const ja: Record<keyof typeof en, string> = {
  'web.forms.title': 'フォーム',
  'web.forms.empty.title': 'まだ何もありません',
  'web.forms.empty.text': 'Discord で /form create と入力すると最初のフォームを登録できます。',
  'web.forms.visitor.title': 'サーバーのメンバー向けです',
  'web.forms.visitor.text': 'ログインするとサーバーのリストが見られます。',
}
