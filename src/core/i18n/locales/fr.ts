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
  'issue.too_small.number': 'Doit être supérieur ou égal à {limit, number}.',
  'issue.too_small.string':
    'Doit compter au moins {limit, plural, one {# caractère} other {# caractères}}.',
  'issue.too_small.array':
    'Doit compter au moins {limit, plural, one {# élément} other {# éléments}}.',
  'issue.too_big.number': 'Doit être inférieur ou égal à {limit, number}.',
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
  'issue.rate': 'Doit être de la forme "60/min", ou "off".',
  'issue.rate_limits': 'Doit être du JSON comme \'{\'"writes": "60/min"\'}\'.',
  'issue.backup_time': 'Doit être une heure suivie de son fuseau, comme 03:30 Asia/Tokyo.',
  'issue.master_keys':
    'Doit être une suite de clés de 32 octets chacune, en hexadécimal ou en base64.',
  'issue.postgres_address': 'Doit être une adresse qui commence par postgres://.',
  'issue.redis_address': 'Doit être une adresse qui commence par redis://.',
  'issue.public_key': 'Doit être une ou deux clés de 64 chiffres hexadécimaux.',
  'issue.origins': 'Doit être une liste d’origines séparées par des espaces.',
  'issue.pubsub_topic': 'Doit être de la forme projects/PROJECT/topics/TOPIC.',
  'issue.pubsub_subscription': 'Doit être de la forme projects/PROJECT/subscriptions/NAME.',
  'issue.webhook_allow': 'Chaque élément doit être un réseau, une adresse ou un nom d’hôte.',
  'issue.discord_ids': 'Saisissez des identifiants Discord, séparés par des virgules.',
  'issue.socket_address': 'Doit être une adresse qui commence par wss:// ou ws://.',
  'issue.limits': 'Saisissez des limites en JSON : des noms et des nombres entiers.',
  'settings.unusable': 'Ces réglages ne peuvent pas être utilisés :',
  'settings.explained': 'Chaque réglage est expliqué dans docs/reference/settings.md.',
  'settings.lacks.bot_token':
    'DISCORD_BOT_TOKEN manque : le jeton du bot, dans le portail des développeurs (Bot > Reset Token)',
  'settings.lacks.client_id':
    'DISCORD_CLIENT_ID manque : l’identifiant de l’application, dans le portail des développeurs (General Information)',
  'settings.lacks.client_secret':
    'DISCORD_CLIENT_SECRET manque : le secret du client, dans le portail des développeurs (OAuth2)',
  'settings.lacks.bot_api_token':
    'DISCORD_BOT_API_TOKEN manque : le bot extérieur ne pourrait pas reconnaître Muster',
  'settings.lacks.public_key':
    'DISCORD_PUBLIC_KEY manque : les interactions reçues par HTTP ne peuvent pas être vérifiées',
  'settings.port':
    'le port {port} ne peut pas être ouvert : {why, select, taken {un autre programme l’utilise} forbidden {cet utilisateur n’y a pas droit} other {cette machine n’a pas cette adresse}}',
  'data.newer':
    'Cette base de données a servi à une version plus récente de Muster (étapes inconnues : {steps}). Relancez cette version, ou restaurez la sauvegarde faite avant la mise à jour.',
  'data.unreachable': 'Le PostgreSQL de DATABASE_URL ne peut pas être utilisé : {reason} ({code}).',
  'data.forbidden':
    '{place} ne peut pas être utilisé : {reason}. Vérifiez qu’il existe, qu’il appartient à l’utilisateur qui lance Muster et qu’il reste de la place.',
  'data.damaged':
    '{place} est endommagé : {reason}. Mettez une copie à sa place avec : muster restore FILE.',
  'data.master_keys':
    '{file} ne contient pas de clés maîtresses de 32 octets. Remettez le fichier tel qu’il était : sans lui, les secrets des données ne peuvent pas être ouverts.',
  'data.foreign': 'Il ne contient aucune donnée de Muster.',
  'data.in_use': 'Les données sont en cours d’utilisation. Arrêtez d’abord le serveur.',
  'data.no_file': 'Ce fichier n’existe pas.',
  'can.ADD_REACTIONS': 'Ajouter des réactions',
  'can.ATTACH_FILES': 'Joindre des fichiers',
  'can.CONNECT': 'Se connecter',
  'can.CREATE_EVENTS': 'Créer des événements',
  'can.CREATE_PUBLIC_THREADS': 'Créer des fils publics',
  'can.EMBED_LINKS': 'Intégrer des liens',
  'can.MANAGE_CHANNELS': 'Gérer les salons',
  'can.MANAGE_EVENTS': 'Gérer les événements',
  'can.MANAGE_MESSAGES': 'Gérer les messages',
  'can.MANAGE_ROLES': 'Gérer les rôles',
  'can.MANAGE_THREADS': 'Gérer les fils',
  'can.PIN_MESSAGES': 'Épingler des messages',
  'can.READ_MESSAGE_HISTORY': 'Voir les anciens messages',
  'can.SEND_MESSAGES': 'Envoyer des messages',
  'can.SEND_MESSAGES_IN_THREADS': 'Envoyer des messages dans les fils',
  'can.SPEAK': 'Parler',
  'can.VIEW_AUDIT_LOG': 'Voir les logs du serveur',
  'can.VIEW_CHANNEL': 'Voir les salons',
}
