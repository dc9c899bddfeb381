import type { en } from './en.ts'

/** French texts of the command line. */
export const fr: Record<keyof typeof en, string> = {
  'serve.running': 'Muster fonctionne : {url}',
  'start.ready': 'Muster est prêt. Ouvrez {url}',
  'start.failed': 'Muster ne peut pas démarrer.',
  usage: `muster <commande>

  serve                 fait fonctionner le serveur (réglages : docs/reference/settings.md)
  keys create|list|revoke
  backup                copie les données pendant que le serveur fonctionne
  restore FILE [--dry-run]
                        met une sauvegarde à la place des données, ou essaie seulement si c’est possible
  migrate               met le schéma à jour
  doctor [--json]       dit ce qui marche et ce qui ne marche pas, avec le remède
  selftest [MODULE] [--channel ID] [--form URL]
                        essaie le parcours principal d’un module sur le serveur en marche`,
  'usage.arguments': 'Ces arguments ne peuvent pas être lus : {reason}',
  'usage.selftest': `muster selftest [MODULE] [--channel ID]{options}

modules : {modules}`,
  'usage.keys': `muster keys create --name NAME --scopes a,b [--guild ID ...] [--act-as USER_ID ...] [--days N]
    n’affiche que la clé ; --guild, --act-as et --days la lient à des serveurs, à des personnes et à une durée
muster keys list
muster keys revoke ID ou NAME

portées : {scopes}`,
  'keys.scope': 'Cette portée n’existe pas : {scopes}.',
  'keys.server': 'Ce n’est pas l’identifiant d’un serveur : {ids}.',
  'keys.person': 'Ce n’est pas l’identifiant d’une personne : {ids}.',
  'keys.days': 'Ce n’est pas un nombre de jours : {days}.',
  'keys.unknown': 'Il n’y a pas de clé valable {id}.',
  'migrate.current': 'Le schéma est à jour.',
  'backup.postgres': 'PostgreSQL se sauvegarde avec ses propres outils : pg_dump --format=custom.',
  'backup.damaged': 'La copie est abîmée : {fault}',
  'restore.postgres': 'PostgreSQL se restaure avec ses propres outils : pg_restore.',
  'restore.refused': '{file} ne peut pas être restauré : {fault}',
  'restore.possible':
    '{file} peut être restauré : {tables, plural, one {# table} other {# tables}}, {steps, plural, one {# étape} other {# étapes}} à exécuter.',
  'restore.kept': 'Les données précédentes sont conservées dans {file}',
  'restore.unchanged': 'Rien n’a été modifié.',

  'doctor.group.works': 'Fonctionne',
  'doctor.group.attention': 'À vérifier',
  'doctor.group.broken': 'En panne',
  'doctor.sum':
    '{works, number} {works, plural, one {contrôle réussi} many {contrôles réussis} other {contrôles réussis}}, {attention, number} à vérifier, {broken, number} en panne.',
  'doctor.lacking': '{permission} ({name} ; {module} : {reason})',

  'doctor.settings': 'Réglages',
  'doctor.settings.ok': 'Les réglages sont lisibles.',
  'doctor.settings.mistakes': 'Les réglages sont inutilisables :{mistakes}',
  'doctor.settings.mistakes.fix':
    'Corrigez-les dans l’environnement ou dans .env ; docs/reference/settings.md explique chacun.',
  'doctor.database': 'Base de données',
  'doctor.database.ok': 'Les données s’ouvrent et peuvent être écrites ({place}).',
  'doctor.database.new': 'Il n’y a pas encore de données dans {place}.',
  'doctor.database.new.fix': 'Rien à faire : le premier démarrage du serveur les crée.',
  'doctor.database.failed': 'Les données sont inutilisables ({place}) : {reason}.',
  'doctor.database.failed.fix':
    'Vérifiez que le dossier ou le serveur PostgreSQL existe et appartient à l’utilisateur qui exécute Muster. Un fichier abîmé se remplace par : muster restore FILE.',
  'doctor.schema': 'Tables',
  'doctor.schema.ok': 'Les tables sont à jour.',
  'doctor.schema.behind': 'Il manque ces étapes aux tables : {steps}.',
  'doctor.schema.behind.fix': 'Démarrez le serveur ou lancez : muster migrate.',
  'doctor.schema.newer':
    'Une version plus récente de Muster a utilisé ces données (étapes inconnues : {steps}).',
  'doctor.schema.newer.fix':
    'Revenez à cette version, ou restaurez la sauvegarde faite avant la mise à jour.',
  'doctor.space': 'Espace libre',
  'doctor.space.ok': '{free} sont libres là où sont les données.',
  'doctor.space.low': 'Seulement {free} sont libres là où sont les données.',
  'doctor.space.low.fix':
    'Faites bientôt de la place : supprimez d’anciennes sauvegardes dans DATA_DIR/backups ou déplacez les données.',
  'doctor.space.full':
    'Seulement {free} sont libres là où sont les données : l’écriture va échouer.',
  'doctor.space.full.fix':
    'Faites de la place maintenant : supprimez d’anciennes sauvegardes dans DATA_DIR/backups ou déplacez les données.',
  'doctor.backup': 'Copies nocturnes',
  'doctor.backup.ok': 'La dernière copie nocturne dans {folder} est récente.',
  'doctor.backup.none':
    'Il n’y a pas encore de copie nocturne dans {folder} : le serveur en marche en fait une chaque nuit.',
  'doctor.backup.old':
    'La dernière copie nocturne dans {folder} date de {days, plural, one {# jour} other {# jours}}.',
  'doctor.backup.old.fix':
    'Cherchez dans le journal du serveur les tâches « core.backup » en échec et vérifiez la place dans le dossier.',
  'doctor.redis': 'Redis',
  'doctor.redis.unset': 'Un seul processus n’a pas besoin de Redis.',
  'doctor.redis.ok': 'Redis répond : les processus s’entendent.',
  'doctor.redis.failed':
    'Redis ne répond pas : {reason}. Les autres processus et leurs pages en direct apprennent les changements tard.',
  'doctor.redis.failed.fix':
    'Démarrez Redis, ou corrigez REDIS_URL. Avec un seul processus, laissez-le vide.',
  'doctor.secrets': 'Secrets enregistrés',
  'doctor.secrets.ok': 'Tous les secrets enregistrés s’ouvrent avec les clés maîtresses.',
  'doctor.secrets.older':
    '{count, plural, one {# secret enregistré est encore scellé} other {# secrets enregistrés sont encore scellés}} avec une ancienne clé maîtresse, qui doit rester. Le serveur les scelle à nouveau dans l’heure.',
  'doctor.secrets.lost':
    'Des secrets enregistrés ont été scellés avec une clé maîtresse qui n’est plus là : {what}.',
  'doctor.secrets.lost.fix':
    'Remettez l’ancienne clé après la clé actuelle, dans MASTER_KEYS ou DATA_DIR/master.key, puis redémarrez le serveur. Si elle est perdue, il faut les recréer.',
  'doctor.secrets.unread': 'Les clés maîtresses sont illisibles : {reason}.',
  'doctor.secrets.unread.fix':
    'Corrigez DATA_DIR/master.key : des clés de 32 octets en base64 ou en hexadécimal.',
  'doctor.sealed.webhooks':
    '{count, plural, one {le secret de signature de # webhook} other {les secrets de signature de # webhooks}}',
  'doctor.address': 'Adresse publique',
  'doctor.address.ok': '{url} répond et accepte le travail.',
  'doctor.address.unready': '{url} répond, mais n’accepte pas encore le travail : {reason}.',
  'doctor.address.unready.fix':
    'Attendez un instant et recommencez. Si cela persiste, voyez les pannes ici et le journal du serveur.',
  'doctor.address.failed': '{url} est injoignable : {reason}.',
  'doctor.address.failed.fix':
    'Démarrez le serveur (npm run serve). S’il tourne, vérifiez PUBLIC_URL, le proxy inverse et le pare-feu.',
  'doctor.address.stranger': 'À {url} répond autre chose que Muster (statut {status}).',
  'doctor.address.stranger.fix':
    'Corrigez PUBLIC_URL, ou faites transmettre tous les chemins à Muster par le proxy inverse.',
  'doctor.encryption': 'Chiffrement',
  'doctor.encryption.ok': 'L’adresse publique est chiffrée ou sur cette machine.',
  'doctor.encryption.off':
    '{url} n’est pas chiffrée : les connexions circulent en clair et Discord n’y envoie pas d’interactions.',
  'doctor.encryption.off.fix':
    'Placez devant un proxy inverse avec certificat et donnez à PUBLIC_URL son adresse https ; docs/hosting.fr.md montre comment.',

  'doctor.reach': 'Discord',
  'doctor.reach.ok': 'Discord répond.',
  'doctor.reach.failed': 'Discord ne répond pas comme prévu : {reason}.',
  'doctor.reach.failed.fix':
    'Vérifiez le réseau, un proxy ou pare-feu intermédiaire, DISCORD_API_URL et https://discordstatus.com.',
  'doctor.clock': 'Horloge',
  'doctor.clock.ok': 'L’horloge de cette machine est d’accord avec Discord.',
  'doctor.clock.off':
    'L’horloge de cette machine a {seconds, number} secondes {direction, select, ahead {d’avance} other {de retard}} sur Discord.',
  'doctor.clock.off.fix':
    'Activez la synchronisation de l’heure, par exemple : timedatectl set-ntp true.',
  'doctor.token': 'Jeton du bot',
  'doctor.token.ok': 'Le jeton est valable ; le bot est {name}.',
  'doctor.token.refused': 'Discord refuse le jeton du bot.',
  'doctor.token.refused.fix':
    'Dans le portail des développeurs, Bot, appuyez sur Reset Token et donnez la nouvelle valeur à DISCORD_BOT_TOKEN.',
  'doctor.application': 'Application',
  'doctor.application.ok': 'Le jeton appartient à DISCORD_CLIENT_ID.',
  'doctor.application.other':
    'Le jeton appartient à l’application {real}, mais DISCORD_CLIENT_ID vaut {set}.',
  'doctor.application.other.fix':
    'Prenez jeton, identifiant, secret et clé publique dans une seule application du portail.',
  'doctor.key': 'Clé publique',
  'doctor.key.ok': 'DISCORD_PUBLIC_KEY est la clé de l’application.',
  'doctor.key.unset':
    'Aucune clé publique n’est réglée ; elle ne sert qu’avec DISCORD_INTERACTIONS=http.',
  'doctor.key.wrong': 'DISCORD_PUBLIC_KEY n’est pas la clé de cette application.',
  'doctor.key.wrong.fix':
    'Copiez la clé publique du portail des développeurs, General Information.',
  'doctor.secret': 'Secret client',
  'doctor.secret.ok': 'Discord accepte le secret client : on peut se connecter.',
  'doctor.secret.refused':
    'Discord refuse le secret client : personne ne peut se connecter sur le web.',
  'doctor.secret.refused.fix':
    'Dans le portail des développeurs, OAuth2, appuyez sur Reset Secret et donnez la nouvelle valeur à DISCORD_CLIENT_SECRET.',
  'doctor.secret.unchecked': 'Discord n’a pas dit si le secret client est juste.',
  'doctor.secret.unchecked.fix': 'Recommencez dans une minute.',
  'doctor.redirect': 'Adresse de retour',
  'doctor.redirect.ok': 'Discord peut renvoyer vers {url} après la connexion.',
  'doctor.redirect.missing': 'Discord ne connaît pas {url} : la connexion sur le web échoue.',
  'doctor.redirect.missing.fix':
    'Dans le portail des développeurs, OAuth2, Redirects, ajoutez exactement {url} et enregistrez.',
  'doctor.gateway': 'Passerelle',
  'doctor.gateway.ok': 'La passerelle salue.',
  'doctor.gateway.failed': 'La passerelle est injoignable : {reason}.',
  'doctor.gateway.failed.fix':
    'Autorisez les connexions WebSocket sortantes vers gateway.discord.gg, port 443, et voyez https://discordstatus.com.',
  'doctor.starts': 'Débuts de session',
  'doctor.starts.ok': 'Il reste {remaining, number} débuts de session sur {total, number}.',
  'doctor.starts.few':
    'Il ne reste que {remaining, number} débuts de session sur {total, number} pour les {hours, number} h à venir ; à zéro, Discord annule le jeton.',
  'doctor.starts.few.fix':
    'Quelque chose redémarre sans cesse, ou un autre programme utilise ce jeton : voyez le journal et arrêtez-le.',
  'doctor.intents': 'Intents',
  'doctor.intents.ok': 'Tous les intents privilégiés utiles aux modules sont activés.',
  'doctor.intents.off':
    '« {switch} » est désactivé, mais {modules} en a besoin et ne marche qu’en partie sans lui.',
  'doctor.intents.off.fix':
    'Dans le portail des développeurs, Bot, Privileged Gateway Intents, activez « {switch} » et redémarrez le serveur.',
  'doctor.door': 'Arrivée des commandes et des clics',
  'doctor.door.gateway': 'Ils arrivent par la passerelle, comme le dit DISCORD_INTERACTIONS.',
  'doctor.door.http': 'Ils arrivent à {url}, comme le dit DISCORD_INTERACTIONS.',
  'doctor.door.taken':
    'Discord envoie commandes et clics à {url}, mais Muster les attend sur la passerelle : le bot ne répond pas.',
  'doctor.door.taken.fix':
    'Dans le portail des développeurs, General Information, videz « Interactions Endpoint URL », ou réglez DISCORD_INTERACTIONS=http.',
  'doctor.door.unset':
    'Muster attend commandes et clics par HTTP, mais Discord n’a pas d’adresse pour eux : le bot ne répond pas.',
  'doctor.door.unset.fix':
    'Démarrez le serveur, puis donnez {url} à « Interactions Endpoint URL » dans le portail, General Information, ou réglez DISCORD_INTERACTIONS=gateway.',
  'doctor.door.elsewhere': 'Discord envoie commandes et clics à {url}, Muster les attend à {own}.',
  'doctor.door.elsewhere.fix':
    'Corrigez « Interactions Endpoint URL » dans le portail des développeurs, ou PUBLIC_URL.',
  'doctor.commands': 'Commandes',
  'doctor.commands.ok':
    '{count, plural, one {# commande enregistrée} many {# commandes enregistrées} other {# commandes enregistrées}} comme dans cette version.',
  'doctor.commands.missing': 'Discord ne connaît pas {commands}.',
  'doctor.commands.missing.fix':
    'Démarrez ou redémarrez le serveur : il les enregistre de lui-même.',
  'doctor.commands.differ': 'Discord a une autre version de {commands}.',
  'doctor.commands.differ.fix':
    'Redémarrez le serveur. Si cela persiste, un autre programme enregistre des commandes pour la même application.',
  'doctor.commands.foreign': 'Discord a aussi {commands}, que cette version ne sert pas.',
  'doctor.commands.foreign.fix':
    'Redémarrez le serveur pour les retirer, ou donnez à l’autre programme sa propre application.',
  'doctor.commands.unread': 'Les commandes enregistrées sont illisibles : {reason}.',
  'doctor.commands.unread.fix': 'Invitez de nouveau le bot avec {invite}',
  'doctor.servers': 'Serveurs',
  'doctor.servers.ok': 'Le bot est dans {servers}.',
  'doctor.servers.none': 'Le bot n’est dans aucun serveur.',
  'doctor.servers.none.fix': 'Ouvrez {invite} et choisissez votre serveur.',
  'doctor.servers.primary': 'Le bot n’est pas dans le serveur {id}, que nomme DISCORD_GUILD_ID.',
  'doctor.servers.primary.fix': 'Corrigez DISCORD_GUILD_ID, ou invitez le bot avec {invite}',
  'doctor.servers.many':
    'Le bot est dans {count, number} serveurs ; {looked, number} ont été examinés.',
  'doctor.servers.many.fix': 'Rien à faire : les autres ont été omis pour ménager Discord.',
  'doctor.server': 'Serveur',
  'doctor.server.unread': 'Le serveur {server} ne peut pas être examiné : {reason}.',
  'doctor.server.unread.fix':
    'Recommencez dans une minute. Si cela persiste, invitez de nouveau le bot avec {invite}',
  'doctor.silence': 'Exclusion temporaire',
  'doctor.silence.on':
    'Un modérateur de {server} a exclu le bot temporairement : il ne peut rien publier.',
  'doctor.silence.on.fix':
    'Dans {server}, ouvrez la liste des membres, clic droit sur le bot, et retirez l’exclusion.',
  'doctor.twice': 'Commandes en double',
  'doctor.twice.found':
    'Dans {server}, {commands} apparaît deux fois : la commande y est enregistrée en plus.',
  'doctor.twice.found.fix':
    'Elles viennent d’un autre programme avec la même application : donnez à chacun sa propre application.',
  'doctor.role': 'Rôle du bot',
  'doctor.role.ok': 'Dans {server}, le plus haut rôle du bot est « {role} », et il suffit.',
  'doctor.role.none': 'Dans {server}, le bot n’a pas de rôle : il a été invité sans permissions.',
  'doctor.role.none.fix': 'Invitez de nouveau le bot avec {invite}',
  'doctor.role.low':
    'Dans {server}, le bot ne peut ni donner ni changer {roles}, car son rôle « {role} » est plus bas.',
  'doctor.role.low.fix':
    'Dans {server}, Paramètres du serveur, Rôles, faites glisser « {role} » au-dessus.',
  'doctor.permissions': 'Permissions',
  'doctor.permissions.ok': 'Dans {server}, le bot a tout ce qu’il lui faut.',
  'doctor.permissions.missing': 'Dans {server}, il manque au bot : {permissions}.',
  'doctor.permissions.missing.fix':
    'Dans {server}, Paramètres du serveur, Rôles, donnez ces permissions au rôle du bot, ou invitez-le de nouveau avec {invite}',
  'doctor.permissions.nowhere':
    'Dans aucun salon textuel de {server} le bot n’a tout ce qu’il lui faut.',
  'doctor.permissions.nowhere.fix':
    'Choisissez un salon ; Modifier le salon, Permissions, ajoutez le bot et autorisez ce qui est nommé ici.',
  'doctor.channel': 'Salon',
  'doctor.channel.denied': 'Dans {channel} de {server}, il manque au bot : {permissions}.',
  'doctor.channel.denied.fix':
    'Ouvrez {channel}, Modifier le salon, Permissions, ajoutez le bot et autorisez ce qui est nommé ici. Là où il ne doit pas publier, rien à faire.',
  'doctor.hidden': 'Salons cachés',
  'doctor.hidden.some': 'Dans {server}, le bot ne voit pas {channels}.',
  'doctor.hidden.some.fix':
    'Là où il doit publier : Modifier le salon, Permissions, ajoutez le bot et autorisez « Voir les salons ». Sinon, rien à faire.',

  'selftest.begin': '{module} sur {url}, dans #{channel} de {server}',
  'selftest.ok': 'réussi',
  'selftest.failed': 'ÉCHEC',
  'selftest.clean': 'Nettoyage',
  'selftest.late': 'Rien n’est venu à temps ({seconds, number} s).',
  'selftest.answered': '{call} a reçu la réponse {status} : {detail}',
  'selftest.nowhere':
    'Aucun salon textuel où le bot peut publier n’a été trouvé. Nommez-en un avec --channel ID ; « muster doctor » dit ce qui manque.',
  'selftest.sum.ok': 'Tout fonctionne.',
  'selftest.sum.failed': 'Quelque chose ne marche pas. « muster doctor » en cherche la cause.',
}
