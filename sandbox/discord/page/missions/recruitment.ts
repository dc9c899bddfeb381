import { peopleWho, saidByBot, type Evidence, type Mission } from './mission.ts'

const press = 3
const command = 2
const joinControl = /^rc:\d+:join\b/
const leaveControl = /^rc:\d+:leave\b/
// A party's message shows its places as "3/5", before those of single roles.
const places = /(?<![\d/])(\d{1,2})\s?\/\s?(\d{1,2})(?![\d/])/

function showsFull(said: string): boolean {
  const [, taken, all] = places.exec(said) ?? []
  return said.includes('"rc:') && taken !== undefined && taken === all
}

function started(evidence: Evidence): boolean {
  return peopleWho(evidence, ({ type, name }) => type === command && name === 'recruit').size > 0
}

/** The first mission: find people for a party. */
export const recruitment: Mission = {
  id: 'recruitment',
  steps: [
    {
      id: 'start',
      isDone: started,
    },
    {
      id: 'join',
      isDone: (evidence) =>
        peopleWho(evidence, ({ type, name }) => type === press && joinControl.test(name ?? ''))
          .size >= 2,
    },
    { id: 'watch', isDone: (evidence) => evidence.webOpened && started(evidence) },
    {
      id: 'fill',
      isDone: (evidence) => saidByBot(evidence).some(showsFull),
    },
    {
      id: 'leave',
      isDone: (evidence) =>
        peopleWho(evidence, ({ type, name }) => type === press && leaveControl.test(name ?? ''))
          .size > 0,
    },
  ],
  texts: {
    en: {
      title: 'Find people for a party',
      intro: 'You play several people of a made-up Discord server. Nothing leaves this computer.',
      steps: {
        start: 'Type /recruit in #recruit, give it a title and 3 places, and send it.',
        join: 'Become somebody else with the switcher on top and press Join. Do it with two people.',
        watch: 'Look at the web page beside Discord: both show the same places.',
        fill: 'Fill the last place and see the party close.',
        leave: 'Press Leave as one of them: the place is free again.',
      },
      done: 'All done. Try the faults panel next: break the connection and watch it heal.',
    },
    ja: {
      title: 'パーティのメンバーを募集する',
      intro: '架空の Discord サーバーで、何人もの人になって試せます。外部には何も送信されません。',
      steps: {
        start: '#recruit で /recruit と入力し、タイトルと人数 3 を入れて送信します。',
        join: '上の切り替えで別の人になり、「参加」を押します。2 人で行ってください。',
        watch: 'Discord の横の Web ページを見ます。どちらにも同じ枠が表示されます。',
        fill: '最後の枠を埋めると、募集が締め切られます。',
        leave: 'そのうちの 1 人で「退出」を押すと、枠がまた空きます。',
      },
      done: 'すべて完了です。次は障害パネルで接続を切り、回復する様子を見てください。',
    },
    fr: {
      title: 'Trouver des joueurs pour un groupe',
      intro:
        'Vous jouez plusieurs personnes d’un serveur Discord fictif. Rien ne quitte cet ordinateur.',
      steps: {
        start: 'Tapez /recruit dans #recruit, donnez un titre et 3 places, puis envoyez.',
        join: 'Devenez quelqu’un d’autre avec le sélecteur du haut et cliquez sur Rejoindre. Faites-le avec deux personnes.',
        watch: 'Regardez la page web à côté de Discord : les deux montrent les mêmes places.',
        fill: 'Occupez la dernière place et voyez le groupe se fermer.',
        leave: 'Cliquez sur Quitter avec l’une d’elles : la place se libère.',
      },
      done: 'Tout est fait. Essayez ensuite le panneau des pannes : coupez la connexion et regardez-la se rétablir.',
    },
    ko: {
      title: '파티원 모집하기',
      intro:
        '가상의 Discord 서버에서 여러 사람이 되어 볼 수 있습니다. 아무것도 외부로 전송되지 않습니다.',
      steps: {
        start: '#recruit에서 /recruit를 입력하고 제목과 인원 3명을 적어 보내세요.',
        join: '위의 전환 메뉴로 다른 사람이 되어 참가를 누르세요. 두 사람으로 해 보세요.',
        watch: 'Discord 옆의 웹 페이지를 보세요. 양쪽에 같은 자리가 보입니다.',
        fill: '마지막 자리를 채우면 모집이 마감됩니다.',
        leave: '그중 한 사람으로 나가기를 누르면 자리가 다시 빕니다.',
      },
      done: '모두 마쳤습니다. 이제 장애 패널에서 연결을 끊고 복구되는 모습을 지켜보세요.',
    },
  },
}
