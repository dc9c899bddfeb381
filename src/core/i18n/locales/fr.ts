import type { CoreText } from './catalogue.ts'

/** French. */
export const fr: Record<CoreText, string> = {
  'error.validation_error': 'Saisie non valide.',
  'error.malformed_request':
    'La requête est illisible : elle doit être du JSON valide encodé en UTF-8.',
  'error.not_authenticated': 'Connectez-vous d’abord.',
  'error.invalid_token': 'Cette clé ou ce ticket n’est pas valide.',
  'error.invalid_signature': 'La signature de la requête n’est pas valide.',
  'error.csrf_failed': 'La page n’est plus à jour. Rechargez-la puis réessayez.',
  'error.permission_denied': 'Vous n’avez pas le droit de faire cela.',
  'error.not_found': 'Introuvable.',
  'error.method_not_allowed': 'Cette méthode n’est pas autorisée ici.',
  'error.gone': 'Cet élément n’existe plus.',
  'error.version_mismatch':
    'Quelqu’un a fait une modification entre-temps. Consultez la version actuelle.',
  'error.payload_too_large': 'La requête est trop volumineuse.',
  'error.unsupported_media_type': 'La requête doit être du JSON (application/json) en UTF-8.',
  'error.idempotency_in_progress': 'Cette requête est encore en cours de traitement.',
  'error.idempotency_mismatch': 'Cette Idempotency-Key a déjà servi pour une autre requête.',
  'error.idempotency_answer_gone':
    'Cette requête a bien été exécutée, mais sa réponse ne peut plus être affichée.',
  'error.rate_limited': 'Trop de requêtes. Attendez un instant puis réessayez.',
  'error.internal_error': 'Une erreur s’est produite de notre côté. Référence : {reference}',
  'error.busy': 'Le service est occupé. Réessayez dans un instant.',
  'issue.required': 'Ce champ est obligatoire.',
  'issue.empty': 'Ce champ ne peut pas être vide.',
  'issue.string': 'Saisissez un texte.',
  'issue.number': 'Saisissez un nombre.',
  'issue.int': 'Saisissez un nombre entier.',
  'issue.boolean': 'Indiquez true ou false.',
  'issue.array': 'Indiquez une liste.',
  'issue.object': 'Indiquez un objet.',
  'issue.too_small.number': 'Doit être au moins {limit, number}.',
  'issue.too_small.string':
    'Doit compter au moins {limit, plural, one {# caractère} other {# caractères}}.',
  'issue.too_small.array':
    'Doit compter au moins {limit, plural, one {# élément} other {# éléments}}.',
  'issue.too_big.number': 'Doit être au plus {limit, number}.',
  'issue.too_big.string':
    'Doit compter au plus {limit, plural, one {# caractère} other {# caractères}}.',
  'issue.too_big.array':
    'Doit compter au plus {limit, plural, one {# élément} other {# éléments}}.',
  'issue.choice': 'Choisissez parmi : {choices}.',
  'issue.datetime': 'Saisissez une date et une heure, par exemple 2030-01-31T18:00:00Z.',
  'issue.url': 'Saisissez une adresse web.',
  'issue.format': 'Le format n’est pas correct.',
  'issue.unknown': 'Ce champ n’existe pas.',
  'issue.invalid': 'Cette valeur n’est pas valide.',
  'issue.control': 'Les caractères de contrôle ne sont pas autorisés.',
  'issue.storable': 'Ce texte contient des caractères qui ne peuvent pas être enregistrés.',
  'issue.future': 'Doit être dans le futur.',
  'issue.skipped':
    'Les horloges sautent cette heure ce jour-là : choisissez-en une avant ou après.',
  'issue.doubled':
    'Les horloges montrent cette heure deux fois ce jour-là : précisez le décalage, par exemple +01:00.',
  'issue.snowflake': 'Saisissez un identifiant Discord (17 à 19 chiffres).',
  'issue.idempotency_key': 'Doit compter de 1 à 255 caractères visibles.',
  'sign_in.title': 'Connexion',
  'sign_in.cancelled': 'Vous avez annulé la connexion. Rien n’a été modifié.',
  'sign_in.expired': 'Cette connexion a expiré ou a été commencée dans un autre navigateur.',
  'sign_in.failed': 'Discord n’a pas confirmé la connexion. Réessayez dans un instant.',
  'sign_in.unavailable':
    'La connexion n’est pas configurée sur ce serveur. Son responsable doit définir {setting}.',
  'sign_in.again': 'Réessayer',
  'sign_in.home': 'Retour à l’accueil',
  'web.missing': 'Les pages web n’ont pas encore été construites. Lancez « npm run build ».',
  'issue.webhook_scheme': 'L’adresse doit commencer par https://.',
  'issue.webhook_credentials': 'L’adresse ne doit contenir ni nom d’utilisateur ni mot de passe.',
  'issue.webhook_port': 'Seuls les ports 443 et 8443 sont autorisés.',
  'issue.webhook_address': 'L’adresse mène à un réseau privé.',
  'issue.webhook_limit': 'Il y a trop de webhooks ici. Supprimez-en un d’abord.',
}
