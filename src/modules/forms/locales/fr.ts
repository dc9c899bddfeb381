import type { en } from './en.ts'

/** French texts. */
export const fr: Record<keyof typeof en, string> = {
  'error.FORM_NOT_FOUND': 'Ce formulaire est introuvable.',
  'error.ALREADY_RESPONDED': 'Vous avez déjà répondu.',
  'error.DEADLINE_PASSED': 'La date limite est passée.',
  'error.NOT_AUTHORIZED': 'Ce formulaire ne vous est pas destiné, ou vous ne pouvez pas le gérer.',
  'error.TOKEN_EXPIRED': 'Ce lien a expiré. Appuyez de nouveau sur le bouton de réponse.',
  'error.API_LIMIT_EXCEEDED': 'Une limite est atteinte. Réessayez un peu plus tard.',
  'error.TOKEN_USED': 'Ce lien a déjà servi.',
  'error.TOKEN_INVALID': 'Ce lien n’est pas valable.',
  'error.FORM_NOT_OPEN': 'Ce formulaire n’accepte pas de réponses pour le moment.',
  'error.INVALID_FORM_URL':
    'Indiquez l’adresse de la page de modification du formulaire : docs.google.com/forms/d/…/edit. Les adresses avec /d/e/ ou forms.gle mènent à la page de réponse.',
  'error.FORM_NOT_SHARED':
    'Le formulaire n’est pas partagé avec le compte Google de Muster. Partagez-le en tant qu’éditeur avec : {email}',
  'error.INVALID_DEADLINE':
    'La date limite doit s’écrire comme 2030-04-01 23:59 et se trouver dans l’avenir.',
  'error.GOOGLE_UNAVAILABLE': 'Google est injoignable. Réessayez dans un instant.',
  'error.ANON_LOCKED': 'L’anonymat ne peut plus être modifié : des liens ont déjà été remis.',
  'error.GOOGLE_NOT_SET_UP':
    'Aucun compte Google valable n’est configuré. L’exploitant doit définir GOOGLE_SERVICE_ACCOUNT_FILE ou GOOGLE_OAUTH_*.',
  'error.CANNOT_CREATE':
    'Ce compte Google ne peut pas posséder de fichiers. Créez le formulaire dans Google, partagez-le et indiquez son adresse.',
  'error.FORM_KNOWN_ALREADY': 'Ce formulaire est déjà dans Muster.',
  'error.FORM_STATE': 'Ce n’est pas possible dans l’état actuel du formulaire.',
  'error.FORM_NOT_READY': 'La question du code de réponse manque. Ajoutez-la avant de publier.',
  'error.QUESTIONS_CHANGED':
    'Le formulaire a été modifié entre-temps dans Google. Regardez-le de nouveau.',
  'error.EMAIL_COLLECTED':
    'Ce formulaire recueille les adresses e-mail et ne peut donc pas être anonyme. Désactivez cela d’abord dans Google.',
  'error.UNKNOWN_ROLE': 'Ce serveur n’a pas ce rôle : {role}',
  'error.UNKNOWN_CHANNEL':
    'Il n’est pas possible de publier dans ce salon. Choisissez-en un autre.',
  'error.INVALID_PREFILL_URL':
    'Ce n’est pas un lien prérempli de ce formulaire, ou il ne remplit pas le code de réponse.',
  'error.SHEET_NOT_SHARED':
    'La feuille de calcul n’est pas partagée avec le compte Google de Muster. Partagez-la en tant qu’éditeur avec : {email}',
  'error.INVALID_SHEET_URL': 'Indiquez l’adresse d’une feuille de calcul Google.',
  'error.HELD_BACK': 'Moins de cinq réponses à un formulaire anonyme ne sont pas montrées.',
  'error.OTHER_BROWSER':
    'Vous avez déjà pris votre lien. Continuez dans le navigateur où vous l’avez pris.',
  'error.WRONG_PERSON':
    'Ce lien appartient à quelqu’un d’autre. Appuyez vous-même sur le bouton de réponse.',
  'drift.code_question_missing':
    'La question du code de réponse a disparu du formulaire. Sans elle, les réponses ne peuvent être attribuées.',
  'drift.code_question_optional': 'La question du code de réponse n’est plus obligatoire.',
  'drift.code_question_moved':
    'La question du code de réponse se trouve après un saut de page et peut être sautée.',
  'drift.form_unshared': 'Le formulaire n’est plus partagé avec le compte Google de Muster.',
  'drift.form_gone': 'Le formulaire n’existe plus dans Google.',
  'drift.email_collected': 'Le formulaire recueille des adresses e-mail alors qu’il est anonyme.',
  'drift.closed_in_google':
    'Le formulaire n’accepte pas de réponses dans Google alors qu’il est ouvert ici.',
  'drift.legacy_form':
    'Un ancien formulaire, qui ne peut être fermé que dans l’éditeur de Google. Les réponses tardives sont signalées.',
  'drift.role_deleted': 'Un rôle visé a été supprimé dans Discord.',
  'drift.account_broken': 'Google refuse le compte de Muster.',
  'google.failed': 'Google n’a pas pu être interrogé ({code}). Un nouvel essai suit de lui-même.',
  'question.code.title': 'Code de réponse (ne pas modifier)',
  'question.code.description':
    'Rempli par le lien que vous avez ouvert. Il atteste que cette réponse vient de vous.',
  'question.name.title': 'Nom',
  'question.name.description': 'Votre nom complet',
  'question.student_id.title': 'Numéro d’étudiant',
  'question.student_id.description': 'Comme sur votre carte d’étudiant',
  'notice.few_targets': 'Moins de cinq personnes sont interrogées : l’anonymat y est illusoire.',
  'notice.names_asked': 'Le formulaire est anonyme, mais demande : {titles}',
  'notice.legacy_form':
    'Un ancien formulaire : Muster ne peut pas le fermer dans Google à la date limite.',
  'notice.email_collected':
    'Le formulaire recueille les adresses e-mail et ne peut pas être anonyme.',
  'notice.not_accepting':
    'Le formulaire n’accepte pas de réponses dans Google ; la publication l’ouvrira.',
  'reason.service_account':
    'Un compte de service n’a pas d’espace chez Google et ne peut donc pas créer de formulaires.',
  'reason.not_set_up': 'Aucun compte Google n’est configuré.',
  'template.attend': 'Viendrez-vous ?',
  'template.yes': 'Oui',
  'template.no': 'Non',
  'template.maybe': 'Pas encore sûr',
  'template.remark': 'Autre chose à dire ?',
  'template.rating': 'Comment était-ce ?',
  'template.good': 'Qu’est-ce qui était bien ?',
  'template.better': 'Qu’est-ce qui pourrait être mieux ?',
  'template.topic': 'Qu’en pensez-vous ?',
  'modal.create': 'Nouveau formulaire',
  'modal.edit': 'Modifier le formulaire',
  'field.googleFormUrl': 'Adresse de modification Google Forms',
  'field.googleFormUrl.hint': 'p. ex. https://docs.google.com/forms/d/…/edit',
  'field.deadline': 'Date limite',
  'field.deadline.hint': '2030-04-01 23:59 (vide : aucune)',
  'field.targetRoles': 'Qui est interrogé',
  'field.targetRoles.hint': 'Aucun rôle : tout le monde',
  'field.isAnonymous': 'Anonyme',
  'field.isAnonymous.hint':
    'Personne ne peut savoir qui a répondu quoi. Ne peut plus changer ensuite.',
  'field.allowEdit': 'Réponses modifiables',
  'field.allowEdit.hint': 'Une nouvelle réponse remplace la précédente.',
  'command.form.name': 'formulaire',
  'command.form.description': 'Sondages avec Google Forms',
  'command.form.create.name': 'creer',
  'command.form.create.description': 'Ajouter un formulaire Google',
  'created.title': '**{title}** est maintenant un brouillon.',
  'created.missing': 'Il manque au formulaire : {questions}. Muster peut l’ajouter.',
  'created.ready': 'Il est prêt à être publié : /form publish',
  'button.additems': 'Ajouter les questions',
  'button.page': 'Ouvrir la page',
  'permission.view': 'Voir le salon du panneau',
  'permission.send': 'Publier panneaux et rappels',
  'permission.embed': 'Afficher les panneaux en cartes',
  'permission.attach': 'Joindre graphiques et exports',
  'permission.history': 'Retrouver son propre panneau',
  'panel.deadline.name': 'Date limite',
  'panel.targets.name': 'Qui est interrogé',
  'panel.answered.name': 'Réponses',
  'panel.settings.name': 'Réglages',
  'panel.no_deadline': 'aucune',
  'panel.everybody': 'Tout le monde',
  'panel.more': 'et {count, number} de plus',
  'panel.answered': '{answered, number} / {targets, number} ({percent, number} %)',
  'panel.edit': 'modifiable',
  'panel.no_edit': 'non modifiable',
  'panel.key': 'Clé : {fingerprint}',
  'anonymity.named': 'nominatif',
  'anonymity.confidential': 'confidentiel',
  'anonymity.ledger': 'anonyme (liste de codes)',
  'anonymity.blind': 'anonyme',
  'button.answer': 'Répondre',
  'button.over': 'Terminé',
  'button.status': 'État des réponses',
  'button.edit_answer': 'Modifier ma réponse',
  'answer.link': 'Ce lien n’est que pour vous et sert une fois, jusqu’à {until}.',
  'answer.again':
    'Vous avez déjà répondu. Une nouvelle réponse remplace l’ancienne, qui ne peut être affichée.',
  'answer.same_browser': 'Vous avez déjà pris un lien. Continuez dans le même navigateur.',
  'door.title': 'Répondre à un formulaire',
  'door.as': 'Vous répondez en tant que {name}.',
  'door.button': 'Ouvrir le formulaire',
  'door.sign_in': 'Se connecter d’abord avec Discord',
  'door.again':
    'Appuyez de nouveau sur le bouton de réponse dans Discord pour obtenir un autre lien.',
  'door.busy': 'Impossible pour l’instant. Réessayez dans un moment.',
  'door.keep':
    'Ne changez pas le code de réponse du formulaire : il atteste que la réponse vient de vous.',
  'door.keep_anonymous':
    'Ne changez pas le code de réponse du formulaire : il atteste qu’une personne interrogée a répondu, une seule fois.',
  'door.confidential':
    'Les organisateurs du formulaire ne voient pas votre nom. L’exploitant de ce service pourrait le retrouver.',
  'door.ledger':
    'Anonyme : votre code vient d’une réserve, et il n’est pas noté à qui il est remis. L’exploitant pourrait toutefois observer l’instant où vous le prenez.',
  'door.blind':
    'Anonyme : votre navigateur invente son code et nous l’attestons sans le voir. Nous savons que vous avez pris un lien, pas ce que vous envoyez.',
  'door.blind.limits':
    'Ce que personne ne peut promettre : Google montre l’heure exacte d’envoi, n’envoyez donc pas tout de suite ; vos mots peuvent vous trahir ; un lien perdu avant l’envoi ne se retrouve que dans le même navigateur.',
  'door.key': 'Comparez cette clé avec celle du panneau : {fingerprint}',
  'door.no_script':
    'Cette page a besoin de JavaScript : votre code est créé dans votre navigateur.',
  'door.failed': 'Cela n’a pas fonctionné. Rien n’est perdu : réessayez.',
  'door.wrong_key':
    'Arrêtez : la preuve ne correspond pas à la clé de ce formulaire. Ne continuez pas et prévenez les organisateurs.',
  'door.go': 'Continuer vers le formulaire',
  'chart.answer': 'Réponse',
  'chart.count': 'Réponses',
  'chart.day': 'Jour',
  'export.response': 'Réponse',
  'export.submitted': 'Envoyée (UTC)',
  'export.discord': 'Nom Discord',
  'export.discord_id': 'Identifiant Discord',
  'export.name': 'Nom',
  'export.student_id': 'Numéro d’étudiant',
  'export.team': 'Équipe',
  'export.grade': 'Année',
  'export.status': 'État',
  'export.question': 'Question posée',
  'remind.title': 'Merci de répondre au sondage',
  'notify.title': 'Un nouveau sondage pour vous',
  'remind.description': '**{title}**\nDate limite : {until}',
  'remind.how.name': 'Comment répondre',
  'remind.how': 'Appuyez sur le bouton et ouvrez votre lien.',
  'remind.time.name': 'Temps nécessaire',
  'remind.time': 'environ {minutes, plural, one {# minute} many {# minutes} other {# minutes}}',
  'button.panel': 'Aller au panneau',
  'import.no_name': 'Il n’y a pas de nom sur cette ligne.',
  'import.unknown_person': 'Personne sur ce serveur n’a ce nom ou cet identifiant Discord.',
  'import.twice': 'Cette personne figure déjà plus haut.',
}
