import type { InteractionRecord } from '../wire/control.ts'
import { peopleWho, type Evidence, type Mission } from './mission.ts'

const command = 2
const press = 3
const confirmControl = /^tr:\d+:confirm\b/

/** Whether somebody used `/trade` with this part of it, and was answered. */
function traded(evidence: Evidence, part: string): boolean {
  const isIt = ({ type, name, payload }: InteractionRecord): boolean =>
    type === command &&
    name === 'trade' &&
    JSON.stringify(payload ?? {}).includes(`"name":"${part}"`)
  return peopleWho(evidence, isIt).size > 0
}

/** The mission about the auto-trader: look, buy, confirm a large order, watch the page, stop everything. */
export const trading: Mission = {
  id: 'trading',
  steps: [
    { id: 'look', isDone: (evidence) => traded(evidence, 'balance') },
    { id: 'buy', isDone: (evidence) => traded(evidence, 'buy') },
    {
      id: 'confirm',
      isDone: (evidence) =>
        peopleWho(evidence, ({ type, name }) => type === press && confirmControl.test(name ?? ''))
          .size > 0,
    },
    { id: 'watch', isDone: (evidence) => evidence.webOpened && traded(evidence, 'buy') },
    { id: 'halt', isDone: (evidence) => traded(evidence, 'halt') },
  ],
  texts: {
    en: {
      title: 'Trade with pretend money',
      intro: 'The exchange is part of this sandbox: 10,000,000 KRW that nobody owns.',
      steps: {
        look: 'Become a trader with the switcher on top, go to #trading and send /trade balance.',
        buy: 'Buy something: /trade buy with BTC and 100000.',
        confirm: 'Buy for 1000000. That is a large order: press Confirm.',
        watch: 'Open Trading on the web page and move the price in the exchange panel.',
        halt: 'Pull the emergency brake: /trade halt.',
      },
      done: 'All done. Break the exchange in the faults panel and see that no order is placed twice.',
    },
    ja: {
      title: '仮のお金で取引する',
      intro: '取引所もこのサンドボックスの一部です。誰のものでもない 10,000,000 ウォンがあります。',
      steps: {
        look: '上の切り替えでトレーダーになり、#trading で /trade balance を送信します。',
        buy: '購入してみます: /trade buy に BTC と 100000 を入れます。',
        confirm: '1000000 で購入します。大きな注文なので「確定」を押します。',
        watch: 'Web ページの「取引」を開き、取引所パネルで価格を動かします。',
        halt: '緊急停止します: /trade halt。',
      },
      done: 'すべて完了です。障害パネルで取引所を止め、注文が二重にならないことを確かめてください。',
    },
    fr: {
      title: 'Négocier avec de l’argent fictif',
      intro:
        'La bourse fait partie de ce bac à sable : 10 000 000 KRW qui n’appartiennent à personne.',
      steps: {
        look: 'Devenez trader avec le sélecteur du haut, allez dans #trading et envoyez /trade balance.',
        buy: 'Achetez : /trade buy avec BTC et 100000.',
        confirm: 'Achetez pour 1000000. L’ordre est important : cliquez sur Confirmer.',
        watch: 'Ouvrez Trading sur la page web et faites bouger le prix dans le panneau Bourse.',
        halt: 'Tirez le frein d’urgence : /trade halt.',
      },
      done: 'Tout est fait. Mettez la bourse en panne et vérifiez qu’aucun ordre n’est passé deux fois.',
    },
    ko: {
      title: '가상의 돈으로 거래하기',
      intro: '거래소도 이 샌드박스의 일부입니다. 주인 없는 10,000,000원이 있습니다.',
      steps: {
        look: '위의 전환 메뉴로 트레이더가 되어 #trading에서 /trade balance를 보내세요.',
        buy: '사 보세요: /trade buy에 BTC와 100000을 넣습니다.',
        confirm: '1000000원어치를 사 보세요. 큰 주문이므로 확인을 누릅니다.',
        watch: '웹 페이지에서 트레이딩을 열고 거래소 패널에서 가격을 움직여 보세요.',
        halt: '비상 정지를 눌러 보세요: /trade halt.',
      },
      done: '모두 마쳤습니다. 장애 패널에서 거래소를 고장 내고 주문이 두 번 나가지 않는지 확인하세요.',
    },
  },
}
