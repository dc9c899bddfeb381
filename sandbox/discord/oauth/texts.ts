import type { Language } from '../../language.ts'

/** What the consent page says. */
export type ConsentTexts = {
  title(application: string): string
  heading(application: string): string
  who: string
  allows: string
  scopes: Readonly<Record<string, string>>
  cancel: string
  authorize: string
}

/** The consent page in the languages of its readers. */
export const consentTexts: Readonly<Record<Language, ConsentTexts>> = {
  en: {
    title: (application) => `Authorize ${application}`,
    heading: (application) => `${application} wants to access your account`,
    who: 'Who are you in this sandbox?',
    allows: 'This will allow it to:',
    scopes: {
      identify: 'See your username and avatar',
      email: 'See your email address',
      guilds: 'Know what servers you are in',
      'guilds.members.read': 'See your roles and nickname in your servers',
    },
    cancel: 'Cancel',
    authorize: 'Authorize',
  },
  ja: {
    title: (application) => `${application} の認証`,
    heading: (application) => `${application} があなたのアカウントへのアクセスを求めています`,
    who: 'このサンドボックスでのあなたは誰ですか？',
    allows: '次のことを許可します：',
    scopes: {
      identify: 'ユーザー名とアバターを見る',
      email: 'メールアドレスを見る',
      guilds: '参加しているサーバーを知る',
      'guilds.members.read': 'サーバーでのロールとニックネームを見る',
    },
    cancel: 'キャンセル',
    authorize: '認証',
  },
  fr: {
    title: (application) => `Autoriser ${application}`,
    heading: (application) => `${application} souhaite accéder à votre compte`,
    who: 'Qui êtes-vous dans ce bac à sable ?',
    allows: 'Cela lui permettra de :',
    scopes: {
      identify: 'Voir votre nom d’utilisateur et votre avatar',
      email: 'Voir votre adresse e-mail',
      guilds: 'Savoir sur quels serveurs vous êtes',
      'guilds.members.read': 'Voir vos rôles et votre pseudo sur vos serveurs',
    },
    cancel: 'Annuler',
    authorize: 'Autoriser',
  },
  ko: {
    title: (application) => `${application} 승인`,
    heading: (application) => `${application}에서 계정에 접근하려고 합니다`,
    who: '이 샌드박스에서 누구로 로그인할까요?',
    allows: '다음을 허용합니다:',
    scopes: {
      identify: '사용자명과 아바타 보기',
      email: '이메일 주소 보기',
      guilds: '참가한 서버 알기',
      'guilds.members.read': '서버에서의 역할과 별명 보기',
    },
    cancel: '취소',
    authorize: '승인',
  },
}
