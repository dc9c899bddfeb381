import * as z from 'zod/mini'
import { peopleWho, type Evidence, type Mission } from './mission.ts'

const press = 3
const active = 2
const signupControl = /^ev:\d+:(signup|role|option)\b/
const withdrawControl = /^ev:\d+:withdraw\b/
const plans = /\/scheduled-events$/
const onePlan = /\/scheduled-events\/\d+$/
const withStatus = z.object({ status: z.number() })

type Call = Evidence['calls'][number]

/** Whether a call of the bot had this effect on an event of Discord's. */
function did({ calls }: Evidence, method: string, matches: (call: Call) => boolean): boolean {
  return calls.some((call) => call.method === method && call.status < 300 && matches(call))
}

function planned(evidence: Evidence): boolean {
  return did(evidence, 'POST', ({ path }) => plans.test(path))
}

function statusIn({ body }: Call): number | undefined {
  return withStatus.safeParse(body).data?.status
}

/** The second mission: an event that is equal in Discord and on the web. */
export const events: Mission = {
  id: 'events',
  steps: [
    { id: 'plan', isDone: planned },
    {
      id: 'signup',
      isDone: (evidence) =>
        peopleWho(evidence, ({ type, name }) => type === press && signupControl.test(name ?? ''))
          .size >= 2,
    },
    { id: 'watch', isDone: (evidence) => evidence.webOpened && planned(evidence) },
    {
      id: 'change',
      isDone: (evidence) =>
        did(evidence, 'PATCH', (call) => onePlan.test(call.path) && statusIn(call) === undefined),
    },
    {
      id: 'withdraw',
      isDone: (evidence) =>
        peopleWho(evidence, ({ type, name }) => type === press && withdrawControl.test(name ?? ''))
          .size > 0,
    },
    {
      id: 'start',
      isDone: (evidence) =>
        did(evidence, 'PATCH', (call) => onePlan.test(call.path) && statusIn(call) === active),
    },
  ],
  texts: {
    en: {
      title: 'Plan an event',
      intro: 'An event lives in Discord and on the web, and stays equal whoever changes it.',
      steps: {
        plan: 'As Camille, type /event create in #events with a title and a start. Discord’s own event appears in the events panel.',
        signup: 'Become two other people and press Sign up under the message.',
        watch: 'Open Events on the web page: the same list, live.',
        change: 'Change the title or the time on the web page and see Discord’s event follow.',
        withdraw: 'Press Withdraw as one of them: the place is free again.',
        start: 'Start the event on the web page: Discord shows it as running.',
      },
      done: 'All done. Now edit the event in Discord’s panel too, and look at the two sides on its web page.',
    },
    ja: {
      title: 'イベントを予定する',
      intro: 'イベントは Discord と Web の両方にあり、どちらで変更しても同じに保たれます。',
      steps: {
        plan: 'Camille になって、#events で /event create にタイトルと開始日時を入れて送信します。Discord のイベントパネルにも表示されます。',
        signup: '別の 2 人になって、メッセージの下の「参加する」を押します。',
        watch: 'Web ページのイベントを開くと、同じ一覧がリアルタイムで表示されます。',
        change: 'Web ページでタイトルや日時を変えると、Discord のイベントも変わります。',
        withdraw: 'そのうちの 1 人で「取り消す」を押すと、席がまた空きます。',
        start: 'Web ページでイベントを開始すると、Discord で開催中になります。',
      },
      done: 'すべて完了です。次は Discord のパネルでも編集して、Web ページで両方の値を比べてみてください。',
    },
    fr: {
      title: 'Prévoir un événement',
      intro:
        'Un événement vit dans Discord et sur le web, et reste identique quel que soit l’auteur du changement.',
      steps: {
        plan: 'En tant que Camille, tapez /event create dans #events avec un titre et un début. L’événement de Discord apparaît dans le panneau des événements.',
        signup: 'Devenez deux autres personnes et cliquez sur S’inscrire sous le message.',
        watch: 'Ouvrez Événements sur la page web : la même liste, en direct.',
        change:
          'Changez le titre ou l’heure sur la page web et voyez l’événement de Discord suivre.',
        withdraw: 'Cliquez sur Se désinscrire avec l’une d’elles : la place se libère.',
        start: 'Démarrez l’événement sur la page web : Discord le montre en cours.',
      },
      done: 'Tout est fait. Modifiez maintenant l’événement dans le panneau de Discord, et comparez les deux côtés sur sa page web.',
    },
    ko: {
      title: '이벤트 계획하기',
      intro: '이벤트는 Discord와 웹에 함께 있으며, 어느 쪽에서 바꾸어도 똑같이 유지됩니다.',
      steps: {
        plan: 'Camille이 되어 #events에서 /event create에 제목과 시작을 넣어 보내세요. Discord 이벤트 패널에도 나타납니다.',
        signup: '다른 두 사람이 되어 메시지 아래의 참가하기를 누르세요.',
        watch: '웹 페이지의 이벤트를 열면 같은 목록이 실시간으로 보입니다.',
        change: '웹 페이지에서 제목이나 시간을 바꾸면 Discord 이벤트도 따라 바뀝니다.',
        withdraw: '그중 한 사람으로 취소하기를 누르면 자리가 다시 빕니다.',
        start: '웹 페이지에서 이벤트를 시작하면 Discord에 진행 중으로 표시됩니다.',
      },
      done: '모두 마쳤습니다. 이제 Discord 패널에서도 수정해 보고, 웹 페이지에서 양쪽 값을 비교해 보세요.',
    },
  },
}
