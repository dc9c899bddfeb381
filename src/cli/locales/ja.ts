import type { en } from './en.ts'

/** Japanese texts of the command line. */
export const ja: Record<keyof typeof en, string> = {
  'serve.running': 'Muster は動いています：{url}',
  'start.ready': 'Muster の準備ができました。{url} を開いてください',
  'start.failed': 'Muster を起動できません。',
  usage: `muster <コマンド>

  serve                 サーバーを動かします（設定：docs/reference/settings.md）
  keys create|list|revoke
  backup                サーバーを動かしたままデータをコピーします
  restore FILE [--dry-run]
                        データをバックアップに置き換えるか、置き換えられるかだけを試します
  migrate               スキーマを最新にします
  doctor [--json]       何が動き、何が動かないかを、直し方とともに知らせます
  selftest [MODULE] [--channel ID] [--form URL]
                        動いているサーバーで、モジュールの主な流れを試します`,
  'usage.arguments': 'この引数は読み取れません：{reason}',
  'usage.selftest': `muster selftest [MODULE] [--channel ID]{options}

モジュール：{modules}`,
  'usage.keys': `muster keys create --name NAME --scopes a,b [--guild ID ...] [--act-as USER_ID ...] [--days N]
    キーだけを出力します。--guild、--act-as、--days で使えるサーバー、人、期間を限れます
muster keys list
muster keys revoke ID または NAME

スコープ：{scopes}`,
  'keys.scope': 'そのようなスコープはありません：{scopes}。',
  'keys.server': 'サーバーの ID ではありません：{ids}。',
  'keys.person': '人の ID ではありません：{ids}。',
  'keys.days': '日数ではありません：{days}。',
  'keys.unknown': '有効なキー {id} はありません。',
  'migrate.current': 'スキーマは最新です。',
  'backup.postgres': 'PostgreSQL は専用の道具でバックアップします：pg_dump --format=custom。',
  'backup.damaged': 'コピーが壊れています：{fault}',
  'restore.postgres': 'PostgreSQL は専用の道具で復元します：pg_restore。',
  'restore.refused': '{file} は復元できません：{fault}',
  'restore.possible':
    '{file} は復元できます：テーブル {tables, number} 個、実行する手順 {steps, number} 個。',
  'restore.kept': 'これまでのデータは {file} に残してあります',
  'restore.unchanged': '何も変更していません。',

  'doctor.group.works': '正常',
  'doctor.group.attention': '要確認',
  'doctor.group.broken': '故障',
  'doctor.sum':
    '正常 {works, number} 件、要確認 {attention, number} 件、故障 {broken, number} 件。',
  'doctor.lacking': '{permission}（{name}、{module}：{reason}）',

  'doctor.settings': '設定',
  'doctor.settings.ok': '設定を読み込めます。',
  'doctor.settings.mistakes': '設定を使用できません：{mistakes}',
  'doctor.settings.mistakes.fix':
    '環境変数または .env を直してください。各設定は docs/reference/settings.md で説明しています。',
  'doctor.database': 'データベース',
  'doctor.database.ok': 'データを開いて書き込めます（{place}）。',
  'doctor.database.new': '{place} にはまだデータがありません。',
  'doctor.database.new.fix': '対応は不要です。サーバーの初回起動時に作成されます。',
  'doctor.database.failed': 'データを使用できません（{place}）：{reason}。',
  'doctor.database.failed.fix':
    'フォルダーまたは PostgreSQL サーバーが存在し、Muster を実行するユーザーのものか確認してください。壊れたファイルは muster restore FILE で置き換えます。',
  'doctor.schema': 'テーブル',
  'doctor.schema.ok': 'テーブルは最新です。',
  'doctor.schema.behind': 'テーブルに次の手順が適用されていません：{steps}。',
  'doctor.schema.behind.fix': 'サーバーを起動するか、muster migrate を実行してください。',
  'doctor.schema.newer':
    'このデータは新しいバージョンの Muster で使われました（不明な手順：{steps}）。',
  'doctor.schema.newer.fix':
    'そのバージョンに戻すか、更新前に作られたバックアップを復元してください。',
  'doctor.space': '空き容量',
  'doctor.space.ok': 'データの保存先に {free} の空きがあります。',
  'doctor.space.low': 'データの保存先の空きは {free} だけです。',
  'doctor.space.low.fix':
    '早めに空きを作ってください。DATA_DIR/backups の古いバックアップを消すか、データを移します。',
  'doctor.space.full': 'データの保存先の空きは {free} だけで、まもなく書き込めなくなります。',
  'doctor.space.full.fix':
    'すぐに空きを作ってください。DATA_DIR/backups の古いバックアップを消すか、データを移します。',
  'doctor.backup': '毎晩のバックアップ',
  'doctor.backup.ok': '{folder}の毎晩のバックアップは最新です。',
  'doctor.backup.none':
    '{folder}にはまだ毎晩のバックアップがありません。稼働中のサーバーが毎晩作成します。',
  'doctor.backup.old': '{folder}の最後のバックアップは{days, number}日前のものです。',
  'doctor.backup.old.fix':
    'サーバーのログで失敗したジョブ「core.backup」を探し、フォルダーの空き容量を確認してください。',
  'doctor.redis': 'Redis',
  'doctor.redis.unset': 'プロセスが 1 つなら Redis は不要です。',
  'doctor.redis.ok': 'Redis が応答し、プロセス同士が連絡できます。',
  'doctor.redis.failed':
    'Redis が応答しません：{reason}。他のプロセスとそのライブページに変更が遅れて届きます。',
  'doctor.redis.failed.fix':
    'Redis を起動するか、REDIS_URL を直してください。プロセスが 1 つなら空にします。',
  'doctor.secrets': '保存された秘密情報',
  'doctor.secrets.ok': '保存された秘密情報はすべてマスターキーで復号できます。',
  'doctor.secrets.older':
    '保存された秘密情報のうち{count, number}件は以前のマスターキーで暗号化されているため、そのキーはまだ必要です。サーバーが1時間以内に暗号化し直します。',
  'doctor.secrets.lost': '現在設定されていないマスターキーで暗号化された秘密情報があります：{what}',
  'doctor.secrets.lost.fix':
    'MASTER_KEYSまたはDATA_DIR/master.keyで、現在のキーの後ろに以前のキーを追加し、サーバーを再起動してください。キーを紛失した場合は作り直す必要があります。',
  'doctor.secrets.unread': 'マスターキーを読み込めません：{reason}',
  'doctor.secrets.unread.fix':
    'DATA_DIR/master.keyを修正してください。キーはそれぞれ32バイトで、base64または16進数で書きます。',
  'doctor.sealed.webhooks': 'Webhookの署名用シークレット{count, number}件',
  'doctor.address': '公開アドレス',
  'doctor.address.ok': '{url} は応答し、処理を受け付けています。',
  'doctor.address.unready': '{url} は応答しますが、まだ処理を受け付けていません：{reason}。',
  'doctor.address.unready.fix':
    '少し待ってからもう一度実行してください。変わらない場合は、ここの故障とサーバーのログを確認してください。',
  'doctor.address.failed': '{url} に接続できません：{reason}。',
  'doctor.address.failed.fix':
    'サーバーを起動してください（npm run serve）。起動している場合は PUBLIC_URL、リバースプロキシ、ファイアウォールを確認してください。',
  'doctor.address.stranger':
    '{url} では Muster 以外のものが応答しています（ステータス {status}）。',
  'doctor.address.stranger.fix':
    'PUBLIC_URL を直すか、リバースプロキシがすべてのパスを Muster に渡すようにしてください。',
  'doctor.encryption': '暗号化',
  'doctor.encryption.ok': '公開アドレスは暗号化されているか、このマシン上にあります。',
  'doctor.encryption.off':
    '{url} は暗号化されていません。ログイン情報が平文で流れ、Discord はそこへ操作を送りません。',
  'doctor.encryption.off.fix':
    '証明書のあるリバースプロキシを前に置き、PUBLIC_URL をその https アドレスにしてください。docs/hosting.ja.md に手順があります。',

  'doctor.reach': 'Discord',
  'doctor.reach.ok': 'Discord が応答します。',
  'doctor.reach.failed': 'Discord が期待どおりに応答しません：{reason}。',
  'doctor.reach.failed.fix':
    'ネットワーク、途中のプロキシやファイアウォール、DISCORD_API_URL、https://discordstatus.com を確認してください。',
  'doctor.clock': '時計',
  'doctor.clock.ok': 'このマシンの時計は Discord と合っています。',
  'doctor.clock.off':
    'このマシンの時計は Discord より {seconds, number} 秒{direction, select, ahead {進んで} other {遅れて}}います。',
  'doctor.clock.off.fix': '時刻同期を有効にしてください（例：timedatectl set-ntp true）。',
  'doctor.token': 'ボットのトークン',
  'doctor.token.ok': 'トークンは有効です。ボットは {name} です。',
  'doctor.token.refused': 'Discord がボットのトークンを拒否しました。',
  'doctor.token.refused.fix':
    '開発者ポータルの Bot で Reset Token を押し、新しい値を DISCORD_BOT_TOKEN に設定してください。',
  'doctor.application': 'アプリケーション',
  'doctor.application.ok': 'トークンは DISCORD_CLIENT_ID のものです。',
  'doctor.application.other':
    'トークンはアプリケーション {real} のものですが、DISCORD_CLIENT_ID は {set} です。',
  'doctor.application.other.fix':
    'トークン、ID、シークレット、公開鍵を、開発者ポータルの同じアプリケーションから取ってください。',
  'doctor.key': '公開鍵',
  'doctor.key.ok': 'DISCORD_PUBLIC_KEY はこのアプリケーションの鍵です。',
  'doctor.key.unset': '公開鍵は未設定です。DISCORD_INTERACTIONS=http のときだけ必要です。',
  'doctor.key.wrong': 'DISCORD_PUBLIC_KEY はこのアプリケーションの鍵ではありません。',
  'doctor.key.wrong.fix': '開発者ポータルの General Information から公開鍵をコピーしてください。',
  'doctor.secret': 'クライアントシークレット',
  'doctor.secret.ok': 'Discord はクライアントシークレットを受け付けます。ログインできます。',
  'doctor.secret.refused':
    'Discord がクライアントシークレットを拒否しました。ウェブで誰もログインできません。',
  'doctor.secret.refused.fix':
    '開発者ポータルの OAuth2 で Reset Secret を押し、新しい値を DISCORD_CLIENT_SECRET に設定してください。',
  'doctor.secret.unchecked': 'クライアントシークレットが正しいか、Discord から答えがありません。',
  'doctor.secret.unchecked.fix': '1 分後にもう一度実行してください。',
  'doctor.redirect': '戻り先アドレス',
  'doctor.redirect.ok': 'Discord はログイン後に {url} へ戻せます。',
  'doctor.redirect.missing':
    'Discord に {url} が登録されておらず、ウェブでのログインに失敗します。',
  'doctor.redirect.missing.fix':
    '開発者ポータルの OAuth2 の Redirects に {url} をそのまま追加して保存してください。',
  'doctor.gateway': 'ゲートウェイ',
  'doctor.gateway.ok': 'ゲートウェイに接続できます。',
  'doctor.gateway.failed': 'ゲートウェイに接続できません：{reason}。',
  'doctor.gateway.failed.fix':
    'gateway.discord.gg のポート 443 への WebSocket 接続を許可し、https://discordstatus.com を確認してください。',
  'doctor.starts': 'セッション開始回数',
  'doctor.starts.ok': 'セッション開始は {total, number} 回中 {remaining, number} 回残っています。',
  'doctor.starts.few':
    '次の {hours, number} 時間に使えるセッション開始は {total, number} 回中 {remaining, number} 回だけです。0 になると Discord がトークンを無効にします。',
  'doctor.starts.few.fix':
    '何かが再起動を繰り返しているか、別のプログラムがこのトークンを使っています。ログを確認して止めてください。',
  'doctor.intents': 'インテント',
  'doctor.intents.ok': 'モジュールに必要な特権インテントはすべて有効です。',
  'doctor.intents.off':
    '「{switch}」が無効です。{modules} に必要なもので、無効のままでは一部しか動きません。',
  'doctor.intents.off.fix':
    '開発者ポータルの Bot の Privileged Gateway Intents で「{switch}」を有効にし、サーバーを再起動してください。',
  'doctor.door': 'コマンドとクリックの届け方',
  'doctor.door.gateway': 'DISCORD_INTERACTIONS の設定どおり、ゲートウェイで届きます。',
  'doctor.door.http': 'DISCORD_INTERACTIONS の設定どおり、{url} に届きます。',
  'doctor.door.taken':
    'Discord はすべてのコマンドとクリックを {url} に送りますが、Muster はゲートウェイで待っているため、ボットが応答しません。',
  'doctor.door.taken.fix':
    '開発者ポータルの General Information で Interactions Endpoint URL を空にするか、DISCORD_INTERACTIONS=http にしてください。',
  'doctor.door.unset':
    'Muster はコマンドとクリックを HTTP で待っていますが、Discord に送り先がないため、ボットが応答しません。',
  'doctor.door.unset.fix':
    'サーバーを起動してから、開発者ポータルの General Information の Interactions Endpoint URL を {url} にするか、DISCORD_INTERACTIONS=gateway にしてください。',
  'doctor.door.elsewhere':
    'Discord はコマンドとクリックを {url} に送りますが、Muster は {own} で待っています。',
  'doctor.door.elsewhere.fix':
    '開発者ポータルの Interactions Endpoint URL か、PUBLIC_URL を直してください。',
  'doctor.commands': 'コマンド',
  'doctor.commands.ok':
    '{count, plural, other {# 個のコマンド}}がこのバージョンのとおり登録されています。',
  'doctor.commands.missing': 'Discord に {commands} が登録されていません。',
  'doctor.commands.missing.fix': 'サーバーを起動または再起動してください。自動で登録されます。',
  'doctor.commands.differ': 'Discord にある {commands} は別のバージョンです。',
  'doctor.commands.differ.fix':
    'サーバーを再起動してください。変わらない場合は、別のプログラムが同じアプリケーションでコマンドを登録しています。',
  'doctor.commands.foreign':
    'Discord には、このバージョンが扱わない {commands} も登録されています。',
  'doctor.commands.foreign.fix':
    'サーバーを再起動すると消えます。別のプログラムには専用のアプリケーションを使ってください。',
  'doctor.commands.unread': '登録済みのコマンドを読めません：{reason}。',
  'doctor.commands.unread.fix': 'ボットを招待し直してください：{invite}',
  'doctor.servers': 'サーバー',
  'doctor.servers.ok': 'ボットは {servers} に参加しています。',
  'doctor.servers.none': 'ボットはどのサーバーにも参加していません。',
  'doctor.servers.none.fix': '{invite} を開いてサーバーを選んでください。',
  'doctor.servers.primary': 'DISCORD_GUILD_ID のサーバー {id} にボットが参加していません。',
  'doctor.servers.primary.fix': 'DISCORD_GUILD_ID を直すか、ボットを招待してください：{invite}',
  'doctor.servers.many':
    'ボットは {count, number} 個のサーバーに参加しており、そのうち {looked, number} 個を調べました。',
  'doctor.servers.many.fix': '対応は不要です。Discord の負担を減らすため、残りは省きました。',
  'doctor.server': 'サーバーの確認',
  'doctor.server.unread': 'サーバー {server} を調べられません：{reason}。',
  'doctor.server.unread.fix':
    '1 分後にもう一度実行し、変わらない場合はボットを招待し直してください：{invite}',
  'doctor.silence': 'タイムアウト',
  'doctor.silence.on': '{server} のモデレーターがボットをタイムアウトにしたため、投稿できません。',
  'doctor.silence.on.fix':
    '{server} のメンバー一覧でボットを右クリックし、タイムアウトを解除してください。',
  'doctor.twice': 'コマンドの重複',
  'doctor.twice.found':
    '{server} では {commands} がサーバー専用にも登録されていて、二重に見えます。',
  'doctor.twice.found.fix':
    '同じアプリケーションを使う別のプログラムのものです。プログラムごとに別のアプリケーションを使ってください。',
  'doctor.role': 'ボットのロール',
  'doctor.role.ok': '{server} でのボットの最上位ロールは「{role}」で、十分な位置にあります。',
  'doctor.role.none': '{server} でボットにロールがありません。権限なしで招待されています。',
  'doctor.role.none.fix': 'ボットを招待し直してください：{invite}',
  'doctor.role.low':
    '{server} では、ボットのロール「{role}」が {roles} より下にあるため、付与や変更ができません。',
  'doctor.role.low.fix':
    '{server} のサーバー設定の「ロール」で「{role}」を上にドラッグしてください。',
  'doctor.permissions': '権限',
  'doctor.permissions.ok': '{server} でボットに必要な権限はそろっています。',
  'doctor.permissions.missing': '{server} でボットに足りない権限：{permissions}。',
  'doctor.permissions.missing.fix':
    '{server} のサーバー設定の「ロール」でボットのロールにこれらの権限を与えるか、招待し直してください：{invite}',
  'doctor.permissions.nowhere':
    '{server} には、ボットに必要な権限がすべてそろったテキストチャンネルがありません。',
  'doctor.permissions.nowhere.fix':
    'チャンネルを選び、「チャンネルの編集」の「権限」でボットを追加し、ここに挙げた権限を許可してください。',
  'doctor.channel': 'チャンネル',
  'doctor.channel.denied': '{server} の {channel} でボットに足りない権限：{permissions}。',
  'doctor.channel.denied.fix':
    '{channel} の「チャンネルの編集」の「権限」でボットを追加し、ここに挙げた権限を許可してください。投稿させない場所なら対応は不要です。',
  'doctor.hidden': '見えないチャンネル',
  'doctor.hidden.some': '{server} でボットに見えないチャンネル：{channels}。',
  'doctor.hidden.some.fix':
    '投稿させる場所なら「チャンネルの編集」の「権限」でボットを追加し「チャンネルを見る」を許可してください。それ以外は対応不要です。',

  'selftest.begin': '{url} の {module}、{server} の #{channel} で実行',
  'selftest.ok': '成功',
  'selftest.failed': '失敗',
  'selftest.clean': '後片付け',
  'selftest.late': '時間内に何も届きませんでした（{seconds, number} 秒）。',
  'selftest.answered': '{call} への応答は {status}：{detail}',
  'selftest.nowhere':
    'ボットが投稿できるテキストチャンネルが見つかりません。--channel ID で指定してください。足りないものは muster doctor で分かります。',
  'selftest.sum.ok': 'すべて動いています。',
  'selftest.sum.failed': '動かないところがあります。muster doctor で原因を調べられます。',
}
