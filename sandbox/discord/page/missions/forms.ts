import { peopleWho, saidByBot, wasAnswered, type Evidence, type Mission } from './mission.ts'

const press = 3
const submit = 5
const answerControl = /^form_answer_/
const createModal = /^form_create$/

const presses = (evidence: Evidence, control: RegExp): ReadonlySet<string> =>
  peopleWho(evidence, ({ type, name }) => type === press && control.test(name ?? ''))

/** Ask members something and see who has answered. */
export const forms: Mission = {
  id: 'forms',
  steps: [
    {
      id: 'adopt',
      isDone: ({ interactions }) =>
        interactions.some(
          (record) =>
            record.type === submit && createModal.test(record.name ?? '') && wasAnswered(record),
        ),
    },
    {
      id: 'publish',
      isDone: ({ calls }) =>
        saidByBot({ interactions: [], calls, webOpened: false }).some((said) =>
          said.includes('"form_answer_'),
        ),
    },
    { id: 'answer', isDone: (evidence) => presses(evidence, answerControl).size >= 1 },
    { id: 'more', isDone: (evidence) => presses(evidence, answerControl).size >= 2 },
    {
      id: 'count',
      isDone: (evidence) => evidence.webOpened && presses(evidence, answerControl).size >= 1,
    },
  ],
  texts: {
    en: {
      title: 'Ask the members something',
      intro: 'A Google form is answered through links that work once and are tied to a person.',
      steps: {
        adopt:
          'Open the tool “Google” as Olivia and copy the editor’s address of “Server survey”. As Olivia, type /form create in #forms and paste it.',
        publish: 'Type /form publish: the panel with the answer button appears.',
        answer:
          'Become somebody else, press the answer button, follow the link and fill Google’s page in.',
        more: 'Do it with a second person.',
        count: 'Look at Forms on the web page beside Discord: who has answered, and who has not.',
      },
      done: 'All done. Set a deadline and move the time forward: reminders go out by themselves.',
    },
    ja: {
      title: 'メンバーにアンケートを取る',
      intro: 'Google フォームに、一度だけ使える本人専用のリンクから回答します。',
      steps: {
        adopt:
          '「Google」ツールを Olivia で開き、「Server survey」の編集画面の URL をコピーします。Olivia として #forms で /form create と入力し、貼り付けます。',
        publish: '/form publish と入力すると、回答ボタン付きのパネルが表示されます。',
        answer: '別の人になり、回答ボタンを押してリンクを開き、Google のページに記入します。',
        more: '2 人目でも行ってください。',
        count:
          'Discord の横の Web ページで「フォーム」を見ます。誰が回答したか、していないかが分かります。',
      },
      done: 'すべて完了です。期限を設定して時間を進めると、リマインドが自動で届きます。',
    },
    fr: {
      title: 'Poser des questions aux membres',
      intro:
        'On répond à un formulaire Google par des liens à usage unique, liés à une seule personne.',
      steps: {
        adopt:
          'Ouvrez l’outil « Google » en tant qu’Olivia et copiez l’adresse de l’éditeur de « Server survey ». En tant qu’Olivia, tapez /form create dans #forms et collez-la.',
        publish: 'Tapez /form publish : le panneau avec le bouton de réponse apparaît.',
        answer:
          'Devenez quelqu’un d’autre, cliquez sur le bouton de réponse, suivez le lien et remplissez la page Google.',
        more: 'Recommencez avec une deuxième personne.',
        count:
          'Regardez Formulaires sur la page web à côté de Discord : qui a répondu, et qui manque.',
      },
      done: 'Tout est fait. Fixez une date limite et avancez le temps : les rappels partent tout seuls.',
    },
    ko: {
      title: '멤버에게 설문하기',
      intro: '한 번만 쓸 수 있는 본인 전용 링크로 Google 설문지에 응답합니다.',
      steps: {
        adopt:
          '‘Google’ 도구를 Olivia로 열고 ‘Server survey’ 편집기 주소를 복사하세요. Olivia로 #forms에서 /form create를 입력하고 붙여넣습니다.',
        publish: '/form publish를 입력하면 응답 버튼이 있는 패널이 나타납니다.',
        answer: '다른 사람이 되어 응답 버튼을 누르고 링크를 열어 Google 페이지를 작성하세요.',
        more: '두 번째 사람으로도 해 보세요.',
        count: 'Discord 옆 웹 페이지의 설문을 보세요. 누가 응답했고 누가 안 했는지 보입니다.',
      },
      done: '모두 마쳤습니다. 기한을 정하고 시간을 앞으로 돌려 보세요. 알림이 저절로 나갑니다.',
    },
  },
}
