import type { checks as en } from '../en/checks.ts'

/** What the checks of set-up and the self-test say, in French. */
export const checks: Record<keyof typeof en, string> = {
  'doctor.exchange': 'Bourse',
  'doctor.exchange.ok': '{url} répond.',
  'doctor.exchange.failed': '{url} ne répond pas : {reason}.',
  'doctor.exchange.failed.fix': 'Vérifiez le réseau, le pare-feu et UPBIT_API_URL.',
  'doctor.clock': 'Horloge de la bourse',
  'doctor.clock.ok': 'L’horloge de la bourse et la nôtre concordent.',
  'doctor.clock.off': 'L’horloge de la bourse et la nôtre diffèrent de {seconds} s.',
  'doctor.clock.off.fix': 'Réglez l’horloge de cette machine par NTP.',
  'doctor.clock.far':
    'L’horloge de la bourse et la nôtre diffèrent de {seconds} s : les stratégies sont suspendues.',
  'doctor.clock.far.fix': 'Réglez l’horloge de cette machine par NTP.',
  'doctor.keys': 'Clés de la bourse',
  'doctor.keys.ok': 'La bourse accepte les clés.',
  'doctor.keys.unset': 'Aucune clé de bourse n’est définie : aucun ordre n’est possible.',
  'doctor.keys.unset.fix':
    'Pour passer des ordres, définissez UPBIT_ACCESS_KEY et UPBIT_SECRET_KEY.',
  'doctor.keys.refused': 'La bourse refuse les clés : {reason}.',
  'doctor.keys.refused.fix':
    'Vérifiez que les clés n’ont pas expiré, qu’elles peuvent lire le solde et sont autorisées depuis cette adresse ; sinon, créez-en de nouvelles.',
  'doctor.trade': 'Droit de passer des ordres',
  'doctor.trade.ok': 'Les clés permettent de passer des ordres.',
  'doctor.trade.lacking': 'Les clés ne permettent pas de passer des ordres : {reason}.',
  'doctor.trade.lacking.fix':
    'Créez des clés qui permettent de lire soldes et ordres et de passer des ordres, mais pas de retirer.',
  'selftest.page': 'Suivre la page en direct',
  'selftest.health': 'Demander l’état',
  'selftest.commands': 'Lire la liste des commandes',
  'selftest.balance': 'Demander le solde à la bourse',
  'selftest.refusal': 'Voir refuser un ordre insensé',
  'selftest.notification': 'Écrire dans le salon',
}
