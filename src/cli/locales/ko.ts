import type { en } from './en.ts'

/** Korean texts of the command line. */
export const ko: Record<keyof typeof en, string> = {
  'serve.running': 'Muster가 실행 중입니다: {url}',
  'start.ready': 'Muster가 준비되었습니다. {url} 주소를 여세요',
  'start.failed': 'Muster를 시작할 수 없습니다.',
  usage: `muster <명령>

  serve                 서버를 실행합니다(설정: docs/reference/settings.md)
  keys create|list|revoke
  backup                서버가 실행되는 동안 데이터를 복사합니다
  restore FILE [--dry-run]
                        데이터를 백업으로 바꾸거나, 바꿀 수 있는지만 시험합니다
  migrate               스키마를 최신으로 만듭니다
  doctor [--json]       무엇이 되고 무엇이 안 되는지 해결 방법과 함께 알려 줍니다
  selftest [MODULE] [--channel ID] [--form URL]
                        실행 중인 서버에서 모듈의 주요 흐름을 시험합니다`,
  'usage.arguments': '이 인수를 읽을 수 없습니다: {reason}',
  'usage.selftest': `muster selftest [MODULE] [--channel ID]{options}

모듈: {modules}`,
  'usage.keys': `muster keys create --name NAME --scopes a,b [--guild ID ...] [--act-as USER_ID ...] [--days N]
    키만 출력합니다. --guild, --act-as, --days로 쓸 수 있는 서버, 사람, 기간을 정합니다
muster keys list
muster keys revoke ID 또는 NAME

스코프: {scopes}`,
  'keys.scope': '그런 스코프는 없습니다: {scopes}.',
  'keys.server': '서버 ID가 아닙니다: {ids}.',
  'keys.person': '사람의 ID가 아닙니다: {ids}.',
  'keys.days': '일수가 아닙니다: {days}.',
  'keys.unknown': '유효한 키 {id}은(는) 없습니다.',
  'migrate.current': '스키마가 최신입니다.',
  'backup.postgres': 'PostgreSQL은 자체 도구로 백업합니다: pg_dump --format=custom.',
  'backup.damaged': '복사본이 손상되었습니다: {fault}',
  'restore.postgres': 'PostgreSQL은 자체 도구로 복원합니다: pg_restore.',
  'restore.refused': '{file}을(를) 복원할 수 없습니다: {fault}',
  'restore.possible':
    '{file}을(를) 복원할 수 있습니다: 테이블 {tables, number}개, 실행할 단계 {steps, number}개.',
  'restore.kept': '이전 데이터는 {file}에 보관되어 있습니다',
  'restore.unchanged': '아무것도 바꾸지 않았습니다.',

  'doctor.group.works': '정상',
  'doctor.group.attention': '확인 필요',
  'doctor.group.broken': '고장',
  'doctor.sum': '정상 {works, number}개, 확인 필요 {attention, number}개, 고장 {broken, number}개.',
  'doctor.lacking': '{permission} ({name}, {module}: {reason})',

  'doctor.settings': '설정',
  'doctor.settings.ok': '설정을 읽을 수 있습니다.',
  'doctor.settings.mistakes': '설정을 사용할 수 없습니다:{mistakes}',
  'doctor.settings.mistakes.fix':
    '환경 변수나 .env를 고치세요. 각 설정은 docs/reference/settings.md에 설명되어 있습니다.',
  'doctor.database': '데이터베이스',
  'doctor.database.ok': '데이터를 열고 쓸 수 있습니다({place}).',
  'doctor.database.new': '{place}에 아직 데이터가 없습니다.',
  'doctor.database.new.fix': '할 일이 없습니다. 서버를 처음 시작하면 만들어집니다.',
  'doctor.database.failed': '데이터를 사용할 수 없습니다({place}): {reason}.',
  'doctor.database.failed.fix':
    '폴더나 PostgreSQL 서버가 있고 Muster를 실행하는 사용자의 것인지 확인하세요. 손상된 파일은 muster restore FILE로 바꿉니다.',
  'doctor.schema': '테이블',
  'doctor.schema.ok': '테이블이 최신 상태입니다.',
  'doctor.schema.behind': '테이블에 다음 단계가 적용되지 않았습니다: {steps}.',
  'doctor.schema.behind.fix': '서버를 시작하거나 muster migrate를 실행하세요.',
  'doctor.schema.newer': '더 새로운 버전의 Muster가 사용한 데이터입니다(알 수 없는 단계: {steps}).',
  'doctor.schema.newer.fix': '그 버전을 다시 실행하거나 업데이트 전 백업을 복원하세요.',
  'doctor.space': '남은 공간',
  'doctor.space.ok': '데이터가 있는 곳에 {free}가 남아 있습니다.',
  'doctor.space.low': '데이터가 있는 곳에 {free}만 남아 있습니다.',
  'doctor.space.low.fix':
    '곧 공간을 확보하세요. DATA_DIR/backups의 오래된 백업을 지우거나 데이터를 옮기세요.',
  'doctor.space.full': '데이터가 있는 곳에 {free}만 남아 있어 곧 쓸 수 없게 됩니다.',
  'doctor.space.full.fix':
    '지금 공간을 확보하세요. DATA_DIR/backups의 오래된 백업을 지우거나 데이터를 옮기세요.',
  'doctor.backup': '야간 백업',
  'doctor.backup.ok': '{folder}의 마지막 야간 백업이 최신입니다.',
  'doctor.backup.none': '{folder}에 아직 야간 백업이 없습니다. 실행 중인 서버가 매일 밤 만듭니다.',
  'doctor.backup.old': '{folder}의 마지막 야간 백업이 {days, number}일 전 것입니다.',
  'doctor.backup.old.fix':
    '서버 로그에서 실패한 “core.backup” 작업을 찾고 폴더의 남은 공간을 확인하세요.',
  'doctor.redis': 'Redis',
  'doctor.redis.unset': '프로세스가 하나면 Redis가 필요 없습니다.',
  'doctor.redis.ok': 'Redis가 응답하여 프로세스끼리 알릴 수 있습니다.',
  'doctor.redis.failed':
    'Redis가 응답하지 않습니다: {reason}. 다른 프로세스와 그 실시간 페이지에 변경이 늦게 옵니다.',
  'doctor.redis.failed.fix':
    'Redis를 시작하거나 REDIS_URL을 고치세요. 프로세스가 하나면 비워 두세요.',
  'doctor.secrets': '저장된 비밀 값',
  'doctor.secrets.ok': '저장된 비밀 값을 모두 마스터 키로 열 수 있습니다.',
  'doctor.secrets.older':
    '저장된 비밀 값 {count, number}개가 아직 이전 마스터 키로 암호화되어 있으므로 그 키를 남겨 두어야 합니다. 서버가 한 시간 안에 다시 암호화합니다.',
  'doctor.secrets.lost':
    '더 이상 설정되어 있지 않은 마스터 키로 암호화된 비밀 값이 있습니다: {what}',
  'doctor.secrets.lost.fix':
    'MASTER_KEYS 또는 DATA_DIR/master.key에서 현재 키 뒤에 이전 키를 추가하고 서버를 다시 시작하세요. 키를 잃어버렸다면 새로 만들어야 합니다.',
  'doctor.secrets.unread': '마스터 키를 읽을 수 없습니다: {reason}',
  'doctor.secrets.unread.fix':
    'DATA_DIR/master.key를 고치세요. 키는 각각 32바이트이며 base64나 16진수로 적습니다.',
  'doctor.sealed.webhooks': '웹훅 서명용 비밀 키 {count, number}개',
  'doctor.address': '공개 주소',
  'doctor.address.ok': '{url}이(가) 응답하며 작업을 받습니다.',
  'doctor.address.unready': '{url}이(가) 응답하지만 아직 작업을 받지 않습니다: {reason}.',
  'doctor.address.unready.fix':
    '잠시 후 다시 실행하세요. 계속되면 여기의 고장과 서버 로그를 확인하세요.',
  'doctor.address.failed': '{url}에 연결할 수 없습니다: {reason}.',
  'doctor.address.failed.fix':
    '서버를 시작하세요(npm run serve). 실행 중이라면 PUBLIC_URL, 리버스 프록시, 방화벽을 확인하세요.',
  'doctor.address.stranger': '{url}에서 Muster가 아닌 것이 응답합니다(상태 {status}).',
  'doctor.address.stranger.fix':
    'PUBLIC_URL을 고치거나 리버스 프록시가 모든 경로를 Muster로 넘기게 하세요.',
  'doctor.encryption': '암호화',
  'doctor.encryption.ok': '공개 주소가 암호화되어 있거나 이 컴퓨터에 있습니다.',
  'doctor.encryption.off':
    '{url}은(는) 암호화되지 않았습니다. 로그인 정보가 그대로 드러나고 Discord가 그곳으로 상호작용을 보내지 않습니다.',
  'doctor.encryption.off.fix':
    '인증서가 있는 리버스 프록시를 앞에 두고 PUBLIC_URL을 그 https 주소로 설정하세요. docs/hosting.ko.md에 방법이 있습니다.',

  'doctor.reach': 'Discord',
  'doctor.reach.ok': 'Discord가 응답합니다.',
  'doctor.reach.failed': 'Discord가 예상대로 응답하지 않습니다: {reason}.',
  'doctor.reach.failed.fix':
    '네트워크, 중간의 프록시나 방화벽, DISCORD_API_URL, https://discordstatus.com을 확인하세요.',
  'doctor.clock': '시계',
  'doctor.clock.ok': '이 컴퓨터의 시계가 Discord와 맞습니다.',
  'doctor.clock.off':
    '이 컴퓨터의 시계가 Discord보다 {seconds, number}초 {direction, select, ahead {빠릅니다} other {느립니다}}.',
  'doctor.clock.off.fix': '시간 동기화를 켜세요(예: timedatectl set-ntp true).',
  'doctor.token': '봇 토큰',
  'doctor.token.ok': '토큰이 유효합니다. 봇은 {name}입니다.',
  'doctor.token.refused': 'Discord가 봇 토큰을 거부했습니다.',
  'doctor.token.refused.fix':
    '개발자 포털의 Bot에서 Reset Token을 누르고 새 값을 DISCORD_BOT_TOKEN에 설정하세요.',
  'doctor.application': '애플리케이션',
  'doctor.application.ok': '토큰이 DISCORD_CLIENT_ID의 것입니다.',
  'doctor.application.other':
    '토큰은 애플리케이션 {real}의 것인데 DISCORD_CLIENT_ID는 {set}입니다.',
  'doctor.application.other.fix':
    '토큰, ID, 시크릿, 공개 키를 개발자 포털의 같은 애플리케이션에서 가져오세요.',
  'doctor.key': '공개 키',
  'doctor.key.ok': 'DISCORD_PUBLIC_KEY가 이 애플리케이션의 키입니다.',
  'doctor.key.unset': '공개 키가 설정되지 않았습니다. DISCORD_INTERACTIONS=http일 때만 필요합니다.',
  'doctor.key.wrong': 'DISCORD_PUBLIC_KEY가 이 애플리케이션의 키가 아닙니다.',
  'doctor.key.wrong.fix': '개발자 포털의 General Information에서 공개 키를 복사하세요.',
  'doctor.secret': '클라이언트 시크릿',
  'doctor.secret.ok': 'Discord가 클라이언트 시크릿을 받아들입니다. 로그인할 수 있습니다.',
  'doctor.secret.refused':
    'Discord가 클라이언트 시크릿을 거부했습니다. 아무도 웹에 로그인할 수 없습니다.',
  'doctor.secret.refused.fix':
    '개발자 포털의 OAuth2에서 Reset Secret을 누르고 새 값을 DISCORD_CLIENT_SECRET에 설정하세요.',
  'doctor.secret.unchecked': '클라이언트 시크릿이 맞는지 Discord가 답하지 않았습니다.',
  'doctor.secret.unchecked.fix': '1분 후 다시 실행하세요.',
  'doctor.redirect': '돌아올 주소',
  'doctor.redirect.ok': '로그인 후 Discord가 {url}(으)로 돌려보낼 수 있습니다.',
  'doctor.redirect.missing': 'Discord에 {url}이(가) 등록되지 않아 웹 로그인이 실패합니다.',
  'doctor.redirect.missing.fix':
    '개발자 포털의 OAuth2, Redirects에 {url}을(를) 그대로 추가하고 저장하세요.',
  'doctor.gateway': '게이트웨이',
  'doctor.gateway.ok': '게이트웨이에 연결됩니다.',
  'doctor.gateway.failed': '게이트웨이에 연결할 수 없습니다: {reason}.',
  'doctor.gateway.failed.fix':
    'gateway.discord.gg 포트 443으로 나가는 WebSocket 연결을 허용하고 https://discordstatus.com을 확인하세요.',
  'doctor.starts': '세션 시작',
  'doctor.starts.ok': '세션 시작이 {total, number}회 중 {remaining, number}회 남았습니다.',
  'doctor.starts.few':
    '앞으로 {hours, number}시간 동안 세션 시작이 {total, number}회 중 {remaining, number}회만 남았습니다. 0이 되면 Discord가 토큰을 무효로 합니다.',
  'doctor.starts.few.fix':
    '무언가가 계속 재시작하거나 다른 프로그램이 이 토큰을 씁니다. 로그를 보고 멈추세요.',
  'doctor.intents': '인텐트',
  'doctor.intents.ok': '모듈에 필요한 특권 인텐트가 모두 켜져 있습니다.',
  'doctor.intents.off':
    '“{switch}”이(가) 꺼져 있습니다. {modules}에 필요하며 없으면 일부만 작동합니다.',
  'doctor.intents.off.fix':
    '개발자 포털의 Bot, Privileged Gateway Intents에서 “{switch}”을(를) 켜고 서버를 다시 시작하세요.',
  'doctor.door': '명령과 클릭의 전달',
  'doctor.door.gateway': 'DISCORD_INTERACTIONS 설정대로 게이트웨이로 옵니다.',
  'doctor.door.http': 'DISCORD_INTERACTIONS 설정대로 {url}(으)로 옵니다.',
  'doctor.door.taken':
    'Discord는 모든 명령과 클릭을 {url}(으)로 보내지만 Muster는 게이트웨이에서 기다려서 봇이 답하지 않습니다.',
  'doctor.door.taken.fix':
    '개발자 포털의 General Information에서 Interactions Endpoint URL을 비우거나 DISCORD_INTERACTIONS=http로 설정하세요.',
  'doctor.door.unset':
    'Muster는 명령과 클릭을 HTTP로 기다리지만 Discord에 보낼 주소가 없어서 봇이 답하지 않습니다.',
  'doctor.door.unset.fix':
    '서버를 시작한 다음 개발자 포털 General Information의 Interactions Endpoint URL을 {url}(으)로 하거나 DISCORD_INTERACTIONS=gateway로 설정하세요.',
  'doctor.door.elsewhere':
    'Discord는 명령과 클릭을 {url}(으)로 보내지만 Muster는 {own}에서 기다립니다.',
  'doctor.door.elsewhere.fix': '개발자 포털의 Interactions Endpoint URL이나 PUBLIC_URL을 고치세요.',
  'doctor.commands': '명령',
  'doctor.commands.ok': '{count, plural, other {명령 #개}}가 이 버전대로 등록되어 있습니다.',
  'doctor.commands.missing': 'Discord에 {commands}이(가) 등록되지 않았습니다.',
  'doctor.commands.missing.fix': '서버를 시작하거나 다시 시작하세요. 스스로 등록합니다.',
  'doctor.commands.differ': 'Discord에 있는 {commands}은(는) 다른 버전입니다.',
  'doctor.commands.differ.fix':
    '서버를 다시 시작하세요. 계속되면 다른 프로그램이 같은 애플리케이션으로 명령을 등록하는 것입니다.',
  'doctor.commands.foreign': 'Discord에 이 버전이 처리하지 않는 {commands}도 있습니다.',
  'doctor.commands.foreign.fix':
    '서버를 다시 시작하면 없어집니다. 다른 프로그램에는 별도의 애플리케이션을 쓰세요.',
  'doctor.commands.unread': '등록된 명령을 읽을 수 없습니다: {reason}.',
  'doctor.commands.unread.fix': '봇을 다시 초대하세요: {invite}',
  'doctor.servers': '서버',
  'doctor.servers.ok': '봇이 있는 서버: {servers}.',
  'doctor.servers.none': '봇이 어느 서버에도 없습니다.',
  'doctor.servers.none.fix': '{invite} 을(를) 열고 서버를 고르세요.',
  'doctor.servers.primary': 'DISCORD_GUILD_ID의 서버 {id}에 봇이 없습니다.',
  'doctor.servers.primary.fix': 'DISCORD_GUILD_ID를 고치거나 봇을 초대하세요: {invite}',
  'doctor.servers.many':
    '봇이 서버 {count, number}개에 있으며 그중 {looked, number}개를 살펴보았습니다.',
  'doctor.servers.many.fix': '할 일이 없습니다. Discord에 부담을 덜기 위해 나머지는 뺐습니다.',
  'doctor.server': '서버 확인',
  'doctor.server.unread': '서버 {server}을(를) 살펴볼 수 없습니다: {reason}.',
  'doctor.server.unread.fix': '1분 후 다시 실행하고, 계속되면 봇을 다시 초대하세요: {invite}',
  'doctor.silence': '타임아웃',
  'doctor.silence.on': '{server}의 관리자가 봇을 타임아웃해서 글을 올릴 수 없습니다.',
  'doctor.silence.on.fix': '{server}의 멤버 목록에서 봇을 오른쪽 클릭해 타임아웃을 해제하세요.',
  'doctor.twice': '중복된 명령',
  'doctor.twice.found': '{server}에서 {commands}이(가) 서버에도 따로 등록되어 두 번 보입니다.',
  'doctor.twice.found.fix':
    '같은 애플리케이션을 쓰는 다른 프로그램의 것입니다. 프로그램마다 별도의 애플리케이션을 쓰세요.',
  'doctor.role': '봇의 역할',
  'doctor.role.ok': '{server}에서 봇의 가장 높은 역할은 “{role}”이며 충분히 높습니다.',
  'doctor.role.none': '{server}에서 봇에 역할이 없습니다. 권한 없이 초대되었습니다.',
  'doctor.role.none.fix': '봇을 다시 초대하세요: {invite}',
  'doctor.role.low':
    '{server}에서 봇의 역할 “{role}”이(가) {roles}보다 낮아 주거나 바꿀 수 없습니다.',
  'doctor.role.low.fix': '{server}의 서버 설정, 역할에서 “{role}”을(를) 위로 끌어 올리세요.',
  'doctor.permissions': '권한',
  'doctor.permissions.ok': '{server}에서 봇에 필요한 권한이 모두 있습니다.',
  'doctor.permissions.missing': '{server}에서 봇에 없는 권한: {permissions}.',
  'doctor.permissions.missing.fix':
    '{server}의 서버 설정, 역할에서 봇의 역할에 이 권한을 켜거나 다시 초대하세요: {invite}',
  'doctor.permissions.nowhere': '{server}에 봇에 필요한 권한이 모두 있는 텍스트 채널이 없습니다.',
  'doctor.permissions.nowhere.fix':
    '채널을 골라 채널 편집, 권한에서 봇을 추가하고 여기 적힌 권한을 허용하세요.',
  'doctor.channel': '채널',
  'doctor.channel.denied': '{server}의 {channel}에서 봇에 없는 권한: {permissions}.',
  'doctor.channel.denied.fix':
    '{channel}의 채널 편집, 권한에서 봇을 추가하고 여기 적힌 권한을 허용하세요. 글을 올리지 않을 곳이면 할 일이 없습니다.',
  'doctor.hidden': '보이지 않는 채널',
  'doctor.hidden.some': '{server}에서 봇에게 보이지 않는 채널: {channels}.',
  'doctor.hidden.some.fix':
    '글을 올릴 곳이면 채널 편집, 권한에서 봇을 추가하고 채널 보기를 허용하세요. 아니면 할 일이 없습니다.',

  'selftest.begin': '{url}의 {module}, {server}의 #{channel}에서 실행',
  'selftest.ok': '성공',
  'selftest.failed': '실패',
  'selftest.clean': '정리',
  'selftest.late': '제시간에 아무것도 오지 않았습니다({seconds, number}초).',
  'selftest.answered': '{call}에 대한 응답 {status}: {detail}',
  'selftest.nowhere':
    '봇이 글을 올릴 수 있는 텍스트 채널을 찾지 못했습니다. --channel ID로 지정하세요. 부족한 것은 muster doctor가 알려 줍니다.',
  'selftest.sum.ok': '모두 작동합니다.',
  'selftest.sum.failed': '작동하지 않는 것이 있습니다. muster doctor로 원인을 찾을 수 있습니다.',
}
