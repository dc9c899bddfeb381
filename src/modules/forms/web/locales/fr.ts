import type { en } from './en.ts'

/** French texts of this module's pages. */
export const fr: Record<keyof typeof en, string> = {
  'web.forms.title': 'Formulaires',
  'web.forms.empty.title': 'Encore rien ici',
  'web.forms.empty.text': 'Tapez /form create dans Discord pour ajouter le premier formulaire.',
  'web.forms.visitor.title': 'Pour les membres d’un serveur',
  'web.forms.visitor.text': 'Connectez-vous pour voir la liste de votre serveur.',
}
