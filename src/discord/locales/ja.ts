import type { DiscordTexts } from './catalogue.ts'

/** 日本語 */
export const ja: DiscordTexts = {
  outdated:
    'このボタンは古くなっています。最新のメッセージを探すか、コマンドをもう一度使ってください。',
  unknown_command: 'このコマンドは現在使えません。',
  failed: 'こちら側で問題が発生しました。参照番号: {reference}',
  again: '時間がかかりすぎました。もう一度お試しください。',
}
