import type { DiscordTexts } from './catalogue.ts'

/** Français */
export const fr: DiscordTexts = {
  outdated:
    'Ce bouton n’est plus à jour. Cherchez le message le plus récent ou relancez la commande.',
  unknown_command: 'Cette commande n’est plus disponible.',
  failed: 'Un problème est survenu de notre côté. Référence : {reference}',
  again: 'Cela a pris trop de temps. Veuillez réessayer.',
}
