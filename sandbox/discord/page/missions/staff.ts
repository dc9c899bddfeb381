import { peopleWho, saidByBot, type Evidence, type Mission } from './mission.ts'

const command = 2

function used(evidence: Evidence): ReadonlySet<string> {
  return peopleWho(evidence, ({ type, name }) => type === command && name === 'staff')
}

/** The roster as it was posted, in any language: its button carries the mark of the module. */
function panels(evidence: Evidence): string[] {
  return saidByBot(evidence).filter((said) => said.includes('"st:1:who:'))
}

/** Put somebody on the roster, see who is here, and keep it in a channel. */
export const staff: Mission = {
  id: 'staff',
  steps: [
    { id: 'link', isDone: (evidence) => used(evidence).size > 0 },
    { id: 'panel', isDone: (evidence) => panels(evidence).length > 0 },
    {
      id: 'presence',
      // The message is edited when somebody's status changes: it says more than once.
      isDone: (evidence) => new Set(panels(evidence)).size > 1,
    },
    { id: 'watch', isDone: (evidence) => evidence.webOpened && used(evidence).size > 0 },
    { id: 'duty', isDone: (evidence) => used(evidence).size >= 2 },
  ],
  texts: {
    en: {
      title: 'See who of the team is here',
      intro: 'The roster shows presence as Discord tells it, and says what it does not know.',
      steps: {
        link: 'As Olivia, type /staff link in #staff and choose a member, such as Sam.',
        panel: 'Type /staff panel: the roster appears, pinned.',
        presence: 'Become Sam and change your status at the bottom left. The panel follows.',
        watch: 'Look at the Staff page beside Discord: it changes at the same moment.',
        duty: 'As Sam, type /staff duty on.',
      },
      done: 'All done. Now switch “Presence Intent” off in the faults panel, cut the connection, and see what the page says.',
    },
    ja: {
      title: 'チームの在席状況を見る',
      intro:
        'スタッフ一覧は Discord が伝えるとおりに表示し、わからないことはわからないと示します。',
      steps: {
        link: 'Olivia として #staff で /staff link を入力し、Sam などのメンバーを選びます。',
        panel: '/staff panel を入力すると、一覧が投稿されてピン留めされます。',
        presence: 'Sam に切り替えて、左下で状態を変えます。パネルが追いかけます。',
        watch: 'Discord の隣のスタッフページを見ます。同時に変わります。',
        duty: 'Sam として /staff duty on を入力します。',
      },
      done: '完了です。次は障害パネルで「Presence Intent」をオフにして接続を切り、ページの表示を見てみましょう。',
    },
    fr: {
      title: 'Voir qui de l’équipe est là',
      intro:
        'L’équipe apparaît telle que Discord la décrit, et ce qui est inconnu est dit inconnu.',
      steps: {
        link: 'En tant qu’Olivia, tapez /staff link dans #staff et choisissez un membre, par exemple Sam.',
        panel: 'Tapez /staff panel : l’équipe apparaît, épinglée.',
        presence: 'Devenez Sam et changez votre statut en bas à gauche. Le panneau suit.',
        watch: 'Regardez la page Équipe à côté de Discord : elle change au même moment.',
        duty: 'En tant que Sam, tapez /staff duty on.',
      },
      done: 'C’est fait. Désactivez maintenant « Presence Intent » dans le panneau des pannes, coupez la connexion et voyez ce que dit la page.',
    },
    ko: {
      title: '팀에서 누가 있는지 보기',
      intro: '명단은 Discord가 알려 주는 그대로 보여 주고, 모르는 것은 모른다고 말합니다.',
      steps: {
        link: 'Olivia로 #staff에서 /staff link를 입력하고 Sam 같은 멤버를 고르세요.',
        panel: '/staff panel을 입력하면 명단이 올라오고 고정됩니다.',
        presence: 'Sam이 되어 왼쪽 아래에서 상태를 바꾸세요. 패널이 따라옵니다.',
        watch: 'Discord 옆의 스태프 페이지를 보세요. 같은 순간에 바뀝니다.',
        duty: 'Sam으로 /staff duty on을 입력하세요.',
      },
      done: '모두 마쳤습니다. 이제 장애 패널에서 “Presence Intent”를 끄고 연결을 끊은 뒤 페이지가 무엇이라고 하는지 보세요.',
    },
  },
}
