import type { en } from './en.ts'

/** Japanese. */
export const ja: typeof en = {
  'permission.view': 'チャンネルとメンバーを見るため',
  'permission.send': 'スタッフ一覧をチャンネルに投稿するため',
  'permission.embed': 'スタッフ一覧を色つきで表示するため',

  'command.staff.name': 'スタッフ',
  'command.staff.description': 'スタッフの一覧と在席状況',
  'command.staff.list.name': '一覧',
  'command.staff.list.description': 'スタッフ一覧を表示します',
  'command.staff.who.name': '在席',
  'command.staff.who.description': '今オンラインまたは勤務中の人を表示します',
  'command.staff.link.name': '連携',
  'command.staff.link.description': 'メンバーを一覧に加える、または自分のアカウントを連携します',
  'command.staff.unlink.name': '連携解除',
  'command.staff.unlink.description': '一覧からDiscordアカウントの連携を外します',
  'command.staff.sync.name': '同期',
  'command.staff.sync.description': '今すぐ全員の状態を確認します',
  'command.staff.panel.name': 'パネル',
  'command.staff.panel.description': 'スタッフ一覧をチャンネルに投稿し、常に最新に保ちます',
  'command.staff.duty.name': '勤務',
  'command.staff.duty.description': '勤務の開始、休憩、終了',
  'command.staff.duty.on.name': '開始',
  'command.staff.duty.on.description': '勤務を開始します',
  'command.staff.duty.break.name': '休憩',
  'command.staff.duty.break.description': '休憩に入ります',
  'command.staff.duty.off.name': '終了',
  'command.staff.duty.off.description': '勤務を終了します',
  'command.staff.loa.name': '休暇',
  'command.staff.loa.description': '休暇・不在の連絡',
  'command.staff.loa.set.name': '登録',
  'command.staff.loa.set.description': '不在であることを知らせます',
  'command.staff.loa.clear.name': '解除',
  'command.staff.loa.clear.description': '復帰したことを知らせます',
  'command.staff.privacy.name': '公開範囲',
  'command.staff.privacy.description': '自分の在席状況をどこまで見せるか選びます',
  'command.staff.option.role.name': '役職',
  'command.staff.option.role.description': 'この役職だけ',
  'command.staff.option.status.name': '状態',
  'command.staff.option.status.description': 'この状態だけ',
  'command.staff.option.member.name': 'メンバー',
  'command.staff.option.member.description': '対象の人。省略すると自分',
  'command.staff.option.channel.name': 'チャンネル',
  'command.staff.option.channel.description': '投稿先。省略するとこのチャンネル',
  'command.staff.option.until.name': '最終日',
  'command.staff.option.until.description': '不在の最終日。例：金曜日、2030-05-17',
  'command.staff.option.reason.name': '理由',
  'command.staff.option.reason.description': 'スタッフに伝える理由',

  'choice.online': 'オンライン',
  'choice.idle': '退席中',
  'choice.dnd': '取り込み中',
  'choice.offline': 'オフライン',
  'choice.unknown': '不明',

  'button.privacy.none': 'すべて見せる',
  'button.privacy.activity': 'アクティビティを隠す',
  'button.privacy.all': 'すべて隠す',
  'button.shares.on': 'サイトに表示してもよい',
  'button.shares.off': 'サイトに表示しない',
  'button.open': '一覧を開く',
  'button.link': 'アカウントを連携する',

  'status.online': 'オンライン',
  'status.idle': '退席中',
  'status.dnd': '取り込み中',
  'status.offline': 'オフライン',
  'status.unknown': '不明',
  'state.hidden': '非公開',
  'state.unlinked': '未連携',
  'state.not_in_guild': 'サーバーにいません',
  'state.stale': '{when}時点',
  'duty.on': '勤務中',
  'duty.break': '休憩中',
  'duty.off': '勤務外',
  'loa.until': '{day}まで不在',
  'loa.open': '不在',

  'panel.title': 'スタッフ',
  'panel.count': 'オンライン {online}/{total} · 勤務中 {duty} · 不在 {away}',
  'panel.nobody': 'スタッフはまだ登録されていません。',
  'panel.no_rank': '役職なし',
  'panel.more': 'ほか{count}人はサイトで',
  'panel.stale': 'Discordとの接続が切れています。最後の確認：{when}',
  'panel.no_presence':
    'Discordの設定により、誰がオンラインかをボットが見られません。勤務中またはサイトを利用中の人を表示しています。',

  'list.title': 'スタッフ一覧',
  'list.none': '該当する人はいません。',
  'who.title': '現在の在席者',
  'who.none': '今はオンラインの人も勤務中の人もいません。',

  'answer.linked': '{name}さんをスタッフ一覧に加えました。',
  'answer.linked_absent':
    '{name}さんをスタッフ一覧に加えました。このアカウントはサーバーにいないため、まだ何も表示されません。',
  'answer.link_self': 'サイトでDiscordアカウントを確認してください。クリック1回で終わります。',
  'answer.unlinked': '{name}さんの連携を外しました。アカウントの記録は消去されました。',
  'answer.synced':
    '{synced, plural, other {#人}}を確認しました。変更{changed}人、サーバー不在{not_found}人。',
  'answer.panel': '<#{channel}>にスタッフ一覧を表示し、最新に保ちます。',
  'answer.duty.on': '勤務を開始しました。',
  'answer.duty.break': 'ゆっくり休んでください。',
  'answer.duty.off': '勤務を終了しました。お疲れさまでした。',
  'answer.loa.set': '{day}まで不在として登録しました。',
  'answer.loa.open': '復帰を知らせるまで不在として登録しました。',
  'answer.loa.clear': 'おかえりなさい。',
  'answer.privacy.title': '在席状況の公開範囲',
  'answer.privacy.text':
    'スタッフには、あなたの状態とDiscordでのアクティビティが見えます。{history, plural, =0 {履歴は保存されません。} other {オンラインの履歴は#日間保存されます。}}現在：**{level}**',
  'answer.privacy.none': 'すべて公開',
  'answer.privacy.activity': '状態は公開、アクティビティは非公開',
  'answer.privacy.all': 'すべて非公開、記録もしない',
  'answer.shares.on': 'サイトに名前・役職・状態が表示されることがあります。',
  'answer.shares.off': 'サイトには表示されません。',

  'sync.message': '同期が完了しました',

  'health.not_configured.text': 'サーバーが設定されていません。',
  'health.not_configured.fix': 'DISCORD_GUILD_IDにサーバーのIDを設定してください。',
  'health.unauthorized.text': 'Discordがボットのトークンを拒否しました。',
  'health.unauthorized.fix':
    'Developer Portal（Bot、Reset Token）の現在のトークンをDISCORD_BOT_TOKENに設定し、再起動してください。',
  'health.stopped.text': 'Discordとの接続が停止しました：{reason}',
  'health.stopped.fix': '`muster doctor`を実行すると、対処方法がわかります。',
  'health.presence_intent_off.text':
    '「{switch}」がオフのため、誰がオンラインかをDiscordから受け取れません。',
  'health.presence_intent_off.fix':
    'Developer Portal（Bot、Privileged Gateway Intents）で「{switch}」をオンにし、「今すぐ同期」を押してください。再起動は不要です。',
  'health.members_intent_off.text':
    '「{switch}」がオフのため、参加・退出・ロールの変更をDiscordから受け取れません。',
  'health.members_intent_off.fix':
    'Developer Portal（Bot、Privileged Gateway Intents）で「{switch}」をオンにし、「今すぐ同期」を押してください。再起動は不要です。',
  'health.reconnecting.text': 'Discordとの接続が切れました。',
  'health.reconnecting.fix': '操作は不要です。ボットが自動で再接続します。',
  'health.starting.text': 'ボットがDiscordに接続しています。',
  'health.starting.fix': '少しお待ちください。',
  'health.guild_absent.text': 'ボットがサーバーにいません。',
  'health.guild_absent.fix':
    'ボットをサーバーに招待するか、DISCORD_GUILD_IDに正しいサーバーのIDを設定してください。',
  'health.guild_unavailable.text': 'このサーバーに影響するDiscordの障害が発生しています。',
  'health.guild_unavailable.fix': '操作は不要です。復旧後にすべて確認し直します。',

  'import.name_missing': '名前がありません。',
  'import.id_not_numeric': 'Discord ID（17〜20桁の数字）ではありません。',
  'import.id_ruined':
    '表計算ソフトがIDを数値に変換し、下の桁が失われています。列を文字列形式にして入力し直してください。',
  'import.id_suspicious':
    'このIDは0で終わっています。数値に変換された可能性があるので確認してください。',
  'import.id_twice': 'このIDはシートに2回あります。',
  'import.id_taken': 'このIDは一覧の別の人のものです。',
  'import.zone_unknown': 'このタイムゾーンはありません。Asia/Tokyoのように書いてください。',

  'warning.id_not_in_guild':
    'このアカウントはサーバーにいません。参加するまで一覧にそう表示されます。',
  'warning.id_unknown': 'このIDのアカウントはDiscordにありません。もう一度確認してください。',
  'warning.id_unchecked': 'このIDをDiscordに確認できませんでした。あとで確認します。',

  'error.not_configured': 'サーバーが設定されていません。',
  'error.invalid_ordering': 'この順序では並べられません。',
  'error.import_unreadable':
    'シートの{line}行目を読めません。引用符が閉じていないか、名前の列がありません。',
  'error.import_unreachable':
    'シートを取得できませんでした。CSVとして公開するか、内容を貼り付けてください。',
  'error.import_not_shared':
    'シートを読み込めません。{email}と共有し、アドレスを確認してください。',
  'error.import_google_failed': 'Googleが正しく応答しません。1分ほど待ってからお試しください。',
  'error.role_exists': 'この名前の役職はすでにあります。',
  'error.is_a_bot': 'このアカウントはボットです。',
  'error.not_on_roster': 'あなたは一覧に登録されていません。管理者に招待を頼んでください。',
  'error.invite_expired': 'この招待は使用済みか、期限が切れています。新しい招待を頼んでください。',
  'error.already_linked':
    'このDiscordアカウントは一覧の別の行（外された人の行かもしれません）で使われています。',
  'error.row_has_another_id': '別のDiscordアカウントと連携されています。先に連携を外してください。',
  'error.not_linked': 'ここにはDiscordアカウントが連携されていません。',
  'error.not_on_duty': '休憩の前に勤務を開始してください。',
  'error.role_in_use': 'この役職の人がいます。',
  'error.presence_unavailable': '今はDiscordに問い合わせできません。',

  'selftest.live': 'スタッフ一覧がリアルタイムで開く',
  'selftest.create': '人を加えると、開いているすべてのページに表示される',
  'selftest.status': 'ボットの状態がわかる',
  'selftest.duty': '勤務を変えると、開いているすべてのページに表示される',
  'selftest.sync': '全員の状態を確認する',
  'selftest.remove': '一覧から外れる',

  'doctor.ids': 'スタッフ一覧のID',
  'doctor.ids.ok':
    '{count, plural, =0 {連携済みのアカウントはまだありません。} other {連携済みの#件はすべてサーバーにいます。}}',
  'doctor.ids.absent': '{count}件のアカウントがサーバーにいません：{names}',
  'doctor.ids.absent.fix':
    'IDを確認する、本人にサーバーへの参加を頼む、または一覧から外してください。',
  'doctor.ruined': '壊れたID',
  'doctor.ruined.found':
    '{count}件のIDが0で終わっています。表計算ソフトが数値として扱った可能性があります：{names}',
  'doctor.ruined.found.fix': 'シートの列を書式「テキスト」にしてから、IDを入力し直してください。',
  'doctor.interval': '確認の間隔',
  'doctor.interval.short':
    'Discordの制限では、{count}人を{seconds}秒ごとに確認することはできません。',
  'doctor.interval.short.fix': 'STAFF_SYNC_INTERVAL_SECONDSを{least}以上にしてください。',
  'doctor.looks': 'オンライン状況の確認',
  'doctor.looks.ok': '最後の確認は{minutes, plural, =0 {1分以内} other {#分前}}です。',
  'doctor.looks.late': 'オンライン状況が{minutes}分間届いていません。',
  'doctor.looks.late.fix':
    'サーバーが動いているか、/api/staff/discord/status/ の内容を確認し、「今すぐ同期」を押してください。',
  'doctor.looks.never': 'オンライン状況がまだ一度も届いていません。',
  'doctor.looks.never.fix':
    'サーバーが動いているか、/api/staff/discord/status/ の内容を確認し、「今すぐ同期」を押してください。',
  'issue.staff_day_passed': 'この日はもう過ぎています。',
  'issue.staff_day': '日付は 2030-05-17 の形で書いてください。',
}
