import type { en } from './en.ts'

/** French texts of this module's pages. */
export const fr: Record<keyof typeof en, string> = {
  'web.events.title': 'Événements',
  'web.events.empty.text': 'Les événements de ce serveur apparaissent ici.',
  'web.events.empty.title': 'Encore rien ici',
  'web.events.visitor.title': 'Pour les membres d’un serveur',
  'web.events.visitor.text': 'Connectez-vous pour voir la liste de votre serveur.',
}
