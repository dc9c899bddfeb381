import type { en } from './en.ts'

/** Japanese texts of this module's pages. */
export const ja: Record<keyof typeof en, string> = {
  'web.events.title': 'イベント',
  'web.events.empty.text': 'このサーバーのイベントがここに表示されます。',
  'web.events.empty.title': 'まだ何もありません',
  'web.events.visitor.title': 'サーバーのメンバー向けです',
  'web.events.visitor.text': 'ログインするとサーバーのリストが見られます。',
}
