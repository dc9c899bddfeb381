import type { en } from './en.ts'

/** French. */
export const fr: typeof en = {
  'permission.view': 'pour voir les salons et les membres',
  'permission.send': 'pour publier l’équipe dans un salon',
  'permission.embed': 'pour montrer l’équipe avec ses couleurs',

  'command.staff.name': 'équipe',
  'command.staff.description': 'Qui fait partie de l’équipe, et qui est là',
  'command.staff.list.name': 'liste',
  'command.staff.list.description': 'Montrer l’équipe',
  'command.staff.who.name': 'présents',
  'command.staff.who.description': 'Qui est en ligne ou en service maintenant',
  'command.staff.link.name': 'lier',
  'command.staff.link.description': 'Ajouter un membre à l’équipe, ou lier votre compte',
  'command.staff.unlink.name': 'délier',
  'command.staff.unlink.description': 'Retirer le compte Discord d’une fiche de l’équipe',
  'command.staff.sync.name': 'synchroniser',
  'command.staff.sync.description': 'Vérifier tout le monde maintenant',
  'command.staff.panel.name': 'panneau',
  'command.staff.panel.description': 'Publier l’équipe dans un salon et la tenir à jour',
  'command.staff.duty.name': 'service',
  'command.staff.duty.description': 'Prendre son service, une pause, ou terminer',
  'command.staff.duty.on.name': 'début',
  'command.staff.duty.on.description': 'Prendre son service',
  'command.staff.duty.break.name': 'pause',
  'command.staff.duty.break.description': 'Faire une pause',
  'command.staff.duty.off.name': 'fin',
  'command.staff.duty.off.description': 'Terminer son service',
  'command.staff.loa.name': 'absence',
  'command.staff.loa.description': 'Congé ou absence',
  'command.staff.loa.set.name': 'annoncer',
  'command.staff.loa.set.description': 'Dire que vous êtes absent',
  'command.staff.loa.clear.name': 'terminer',
  'command.staff.loa.clear.description': 'Dire que vous êtes de retour',
  'command.staff.privacy.name': 'confidentialité',
  'command.staff.privacy.description': 'Choisir ce que les autres voient de votre présence',
  'command.staff.option.role.name': 'rang',
  'command.staff.option.role.description': 'Seulement ce rang',
  'command.staff.option.status.name': 'statut',
  'command.staff.option.status.description': 'Seulement ce statut',
  'command.staff.option.member.name': 'membre',
  'command.staff.option.member.description': 'Qui ; vous, sans précision',
  'command.staff.option.channel.name': 'salon',
  'command.staff.option.channel.description': 'Où ; ici, sans précision',
  'command.staff.option.until.name': 'dernier-jour',
  'command.staff.option.until.description':
    'Votre dernier jour d’absence, par exemple vendredi ou 2030-05-17',
  'command.staff.option.reason.name': 'raison',
  'command.staff.option.reason.description': 'Pourquoi, pour l’équipe',

  'choice.online': 'En ligne',
  'choice.idle': 'Inactif',
  'choice.dnd': 'Ne pas déranger',
  'choice.offline': 'Hors ligne',
  'choice.unknown': 'Inconnu',

  'button.privacy.none': 'Tout montrer',
  'button.privacy.activity': 'Cacher les activités',
  'button.privacy.all': 'Tout cacher',
  'button.shares.on': 'Me montrer sur le site',
  'button.shares.off': 'Ne pas me montrer sur le site',
  'button.open': 'Ouvrir l’équipe',
  'button.link': 'Lier mon compte',

  'status.online': 'En ligne',
  'status.idle': 'Inactif',
  'status.dnd': 'Ne pas déranger',
  'status.offline': 'Hors ligne',
  'status.unknown': 'Inconnu',
  'state.hidden': 'caché',
  'state.unlinked': 'non lié',
  'state.not_in_guild': 'absent du serveur',
  'state.stale': 'vu {when}',
  'duty.on': 'en service',
  'duty.break': 'en pause',
  'duty.off': 'hors service',
  'loa.until': 'absent jusqu’au {day}',
  'loa.open': 'absent',

  'panel.title': 'Équipe',
  'panel.count': '{online} sur {total} en ligne · {duty} en service · {away} absents',
  'panel.nobody': 'L’équipe est encore vide.',
  'panel.no_rank': 'Sans rang',
  'panel.more': '+{count, plural, one {# autre} other {# autres}} sur le site',
  'panel.stale': 'La connexion à Discord est interrompue. Dernières nouvelles {when}.',
  'panel.no_presence':
    'Discord ne laisse pas le bot voir qui est en ligne. Voici qui est en service ou actif sur le site.',

  'list.title': 'Équipe',
  'list.none': 'Personne ne correspond.',
  'who.title': 'Présents maintenant',
  'who.none': 'Personne n’est en ligne ni en service pour le moment.',

  'answer.linked': '{name} fait maintenant partie de l’équipe.',
  'answer.linked_absent':
    '{name} fait maintenant partie de l’équipe. Le compte n’est pas sur ce serveur : rien n’en est encore visible.',
  'answer.link_self': 'Confirmez votre compte Discord sur le site ; un clic suffit.',
  'answer.unlinked': '{name} n’est plus lié. Ce qui a été vu du compte est oublié.',
  'answer.synced':
    '{synced, plural, one {# personne vérifiée} other {# personnes vérifiées}} : {changed} changements, {not_found} absentes du serveur.',
  'answer.panel': 'L’équipe apparaît dans <#{channel}> et reste à jour.',
  'answer.duty.on': 'Vous êtes en service.',
  'answer.duty.break': 'Bonne pause.',
  'answer.duty.off': 'Votre service est terminé.',
  'answer.loa.set': 'Vous êtes absent jusqu’au {day}.',
  'answer.loa.open': 'Vous êtes absent jusqu’à ce que vous annonciez votre retour.',
  'answer.loa.clear': 'Bon retour parmi nous.',
  'answer.privacy.title': 'Votre présence',
  'answer.privacy.text':
    'L’équipe voit votre statut et ce que vous faites sur Discord. {history, plural, =0 {Aucun historique n’est conservé.} one {Qui était en ligne et quand est conservé # jour.} other {Qui était en ligne et quand est conservé # jours.}} En ce moment : **{level}**',
  'answer.privacy.none': 'tout est montré',
  'answer.privacy.activity': 'le statut est montré, les activités sont cachées',
  'answer.privacy.all': 'tout est caché et rien n’est conservé',
  'answer.shares.on': 'Le site peut montrer votre nom, votre rang et votre statut.',
  'answer.shares.off': 'Le site ne vous montre pas.',

  'sync.message': 'Synchronisation terminée',

  'health.not_configured.text': 'Aucun serveur n’est choisi.',
  'health.not_configured.fix': 'Donnez à DISCORD_GUILD_ID l’identifiant de votre serveur.',
  'health.unauthorized.text': 'Discord a refusé le jeton du bot.',
  'health.unauthorized.fix':
    'Donnez à DISCORD_BOT_TOKEN le jeton actuel du portail développeur (Bot, Reset Token) et redémarrez.',
  'health.stopped.text': 'La connexion à Discord s’est arrêtée : {reason}',
  'health.stopped.fix': 'Lancez `muster doctor` ; il dit quoi faire.',
  'health.presence_intent_off.text':
    '« {switch} » est désactivé : Discord ne dit pas qui est en ligne.',
  'health.presence_intent_off.fix':
    'Activez « {switch} » dans le portail développeur (Bot, Privileged Gateway Intents), puis appuyez sur « Synchroniser » ; un redémarrage est inutile.',
  'health.members_intent_off.text':
    '« {switch} » est désactivé : Discord ne dit pas qui arrive, part ou change de rôle.',
  'health.members_intent_off.fix':
    'Activez « {switch} » dans le portail développeur (Bot, Privileged Gateway Intents), puis appuyez sur « Synchroniser » ; un redémarrage est inutile.',
  'health.reconnecting.text': 'La connexion à Discord a été interrompue.',
  'health.reconnecting.fix': 'Rien à faire : le bot se reconnecte tout seul.',
  'health.starting.text': 'Le bot se connecte à Discord.',
  'health.starting.fix': 'Patientez un instant.',
  'health.guild_absent.text': 'Le bot n’est pas sur le serveur.',
  'health.guild_absent.fix':
    'Invitez le bot sur le serveur, ou donnez à DISCORD_GUILD_ID l’identifiant du bon serveur.',
  'health.guild_unavailable.text': 'Discord connaît une panne qui touche ce serveur.',
  'health.guild_unavailable.fix': 'Rien à faire : tout sera vérifié de nouveau après la panne.',

  'import.name_missing': 'Le nom manque.',
  'import.id_not_numeric': 'Ce n’est pas un identifiant Discord (17 à 20 chiffres).',
  'import.id_ruined':
    'Le tableur a transformé cet identifiant en nombre et perdu ses derniers chiffres. Mettez la colonne au format texte et saisissez l’identifiant de nouveau.',
  'import.id_suspicious':
    'Cet identifiant se termine par des zéros, comme ceux qu’un tableur a transformés en nombres. Vérifiez-le.',
  'import.id_twice': 'Cet identifiant figure deux fois dans la feuille.',
  'import.id_taken': 'Cet identifiant appartient à quelqu’un d’autre dans l’équipe.',
  'import.zone_unknown': 'Ce fuseau horaire n’existe pas ; écrivez-le comme Europe/Paris.',

  'warning.id_not_in_guild':
    'Ce compte n’est pas sur le serveur. La liste l’indique tant qu’il ne l’a pas rejoint.',
  'warning.id_unknown':
    'Discord ne connaît aucun compte avec cet identifiant. Veuillez le vérifier.',
  'warning.id_unchecked':
    'Discord n’a pas pu être interrogé sur cet identifiant. Il sera vérifié plus tard.',

  'error.not_configured': 'Aucun serveur n’est choisi.',
  'error.invalid_ordering': 'L’équipe ne peut pas être triée ainsi.',
  'error.import_unreadable':
    'La feuille est illisible à la ligne {line} : un guillemet n’y est pas fermé, ou la colonne des noms manque.',
  'error.import_unreachable':
    'La feuille n’a pas pu être téléchargée. Publiez-la en CSV, ou collez son texte.',
  'error.import_not_shared':
    'La feuille ne peut pas être lue. Partagez-la avec {email} et vérifiez son adresse.',
  'error.import_google_failed': 'Google ne répond pas comme prévu. Réessayez dans une minute.',
  'error.role_exists': 'Un rang de ce nom existe déjà.',
  'error.is_a_bot': 'Ce compte est un bot.',
  'error.not_on_roster':
    'Vous ne faites pas partie de l’équipe. Demandez une invitation à un responsable.',
  'error.invite_expired':
    'Cette invitation a déjà servi ou est trop ancienne. Demandez-en une autre.',
  'error.already_linked':
    'Ce compte Discord est sur une autre fiche de l’équipe, peut-être celle d’une personne retirée.',
  'error.row_has_another_id': 'Votre fiche est liée à un autre compte Discord. Déliez-le d’abord.',
  'error.not_linked': 'Aucun compte Discord n’est lié ici.',
  'error.not_on_duty': 'Pas de pause sans service : prenez d’abord votre service.',
  'error.role_in_use': 'Quelqu’un a ce rang.',
  'error.presence_unavailable': 'Discord ne peut pas être interrogé pour le moment.',

  'selftest.live': 'L’équipe en direct s’ouvre',
  'selftest.create': 'Quelqu’un est ajouté, et chaque page ouverte le montre',
  'selftest.status': 'La santé du bot est annoncée',
  'selftest.duty': 'Le service change, et chaque page ouverte le montre',
  'selftest.sync': 'Tout le monde est vérifié',
  'selftest.remove': 'La fiche est retirée de l’équipe',

  'doctor.ids': 'Identifiants de l’équipe',
  'doctor.ids.ok':
    '{count, plural, =0 {Personne n’est encore lié.} one {# compte lié, présent sur son serveur.} other {# comptes liés, tous présents sur leur serveur.}}',
  'doctor.ids.absent':
    '{count, plural, one {# compte n’est} other {# comptes ne sont}} pas sur le serveur : {names}.',
  'doctor.ids.absent.fix':
    'Vérifiez ces identifiants, demandez à ces personnes de rejoindre le serveur ou retirez-les de l’équipe.',
  'doctor.ruined': 'Identifiants abîmés',
  'doctor.ruined.found':
    '{count, plural, one {# identifiant finit} other {# identifiants finissent}} par des zéros, comme ceux qu’un tableur a pris pour des nombres : {names}.',
  'doctor.ruined.found.fix':
    'Saisissez de nouveau l’identifiant. Dans la feuille, mettez d’abord la colonne au format texte.',
  'doctor.interval': 'Intervalle des vérifications',
  'doctor.interval.short':
    'Les limites de Discord ne permettent pas de vérifier {count} personnes toutes les {seconds} secondes.',
  'doctor.interval.short.fix': 'Réglez STAFF_SYNC_INTERVAL_SECONDS sur {least} ou plus.',
  'doctor.looks': 'Vérification des présences',
  'doctor.looks.ok':
    'Dernières nouvelles des présences il y a {minutes, plural, =0 {moins d’une minute} one {# minute} other {# minutes}}.',
  'doctor.looks.late': 'Aucune nouvelle des présences depuis {minutes} minutes.',
  'doctor.looks.late.fix':
    'Vérifiez que le serveur fonctionne et ce que dit /api/staff/discord/status/, puis appuyez sur « Synchroniser ».',
  'doctor.looks.never': 'Aucune présence n’a encore été reçue.',
  'doctor.looks.never.fix':
    'Vérifiez que le serveur fonctionne et ce que dit /api/staff/discord/status/, puis appuyez sur « Synchroniser ».',
  'issue.staff_day_passed': 'Ce jour est déjà passé.',
  'issue.staff_day': 'Écrivez le jour sous la forme 2030-05-17.',
}
