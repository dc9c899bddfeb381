/** Texts of the staff module in Discord and in answers of the API. */
export const en = {
  'permission.view': 'to see channels and members',
  'permission.send': 'to post the roster in a channel',
  'permission.embed': 'to show the roster with its colours',

  'command.staff.name': 'staff',
  'command.staff.description': 'Who is on the team, and who is here',
  'command.staff.list.name': 'list',
  'command.staff.list.description': 'Show the roster',
  'command.staff.who.name': 'who',
  'command.staff.who.description': 'Who is online or on duty now',
  'command.staff.link.name': 'link',
  'command.staff.link.description': 'Put a member on the roster, or link your own account',
  'command.staff.unlink.name': 'unlink',
  'command.staff.unlink.description': 'Take the Discord account off a row of the roster',
  'command.staff.sync.name': 'sync',
  'command.staff.sync.description': 'Look at everybody now',
  'command.staff.panel.name': 'panel',
  'command.staff.panel.description': 'Post the roster in a channel and keep it up to date',
  'command.staff.duty.name': 'duty',
  'command.staff.duty.description': 'Go on duty, on a break or off duty',
  'command.staff.duty.on.name': 'on',
  'command.staff.duty.on.description': 'Go on duty',
  'command.staff.duty.break.name': 'break',
  'command.staff.duty.break.description': 'Take a break',
  'command.staff.duty.off.name': 'off',
  'command.staff.duty.off.description': 'Go off duty',
  'command.staff.loa.name': 'loa',
  'command.staff.loa.description': 'Leave of absence',
  'command.staff.loa.set.name': 'set',
  'command.staff.loa.set.description': 'Say that you are away',
  'command.staff.loa.clear.name': 'clear',
  'command.staff.loa.clear.description': 'Say that you are back',
  'command.staff.privacy.name': 'privacy',
  'command.staff.privacy.description': 'Choose what others see of your presence',
  'command.staff.option.role.name': 'role',
  'command.staff.option.role.description': 'Only this rank',
  'command.staff.option.status.name': 'status',
  'command.staff.option.status.description': 'Only this status',
  'command.staff.option.member.name': 'member',
  'command.staff.option.member.description': 'Who; you without it',
  'command.staff.option.channel.name': 'channel',
  'command.staff.option.channel.description': 'Where; this channel without it',
  'command.staff.option.until.name': 'until',
  'command.staff.option.until.description': 'Your last day away, such as friday or 2030-05-17',
  'command.staff.option.reason.name': 'reason',
  'command.staff.option.reason.description': 'Why, for the team',

  'choice.online': 'Online',
  'choice.idle': 'Idle',
  'choice.dnd': 'Do Not Disturb',
  'choice.offline': 'Offline',
  'choice.unknown': 'Unknown',

  'button.privacy.none': 'Show everything',
  'button.privacy.activity': 'Hide activities',
  'button.privacy.all': 'Hide everything',
  'button.shares.on': 'Let the website show me',
  'button.shares.off': 'Keep me off the website',
  'button.open': 'Open the roster',
  'button.link': 'Link my account',

  'status.online': 'Online',
  'status.idle': 'Idle',
  'status.dnd': 'Do Not Disturb',
  'status.offline': 'Offline',
  'status.unknown': 'Unknown',
  'state.hidden': 'hidden',
  'state.unlinked': 'not linked',
  'state.not_in_guild': 'not on the server',
  'state.stale': 'as of {when}',
  'duty.on': 'on duty',
  'duty.break': 'on a break',
  'duty.off': 'off duty',
  'loa.until': 'away until {day}',
  'loa.open': 'away',

  'panel.title': 'Staff',
  'panel.count': '{online} of {total} online · {duty} on duty · {away} away',
  'panel.nobody': 'Nobody is on the roster yet.',
  'panel.no_rank': 'No rank',
  'panel.more': '+{count} more on the web',
  'panel.stale': 'The connection to Discord is interrupted. Last seen {when}.',
  'panel.no_presence':
    'Discord does not let the bot see who is online. Here is who is on duty or active in the web app.',

  'list.title': 'Roster',
  'list.none': 'Nobody matches.',
  'who.title': 'Here now',
  'who.none': 'Nobody is online or on duty at the moment.',

  'answer.linked': '{name} is on the roster now.',
  'answer.linked_absent':
    '{name} is on the roster now. The account is not on this server, so nothing is seen of it yet.',
  'answer.link_self': 'Confirm your Discord account on the web; it takes one click.',
  'answer.unlinked': '{name} is no longer linked. What was seen of the account is forgotten.',
  'answer.synced':
    'Looked at {synced, plural, one {# person} other {# people}}: {changed} changed, {not_found} not on the server.',
  'answer.panel': 'The roster appears in <#{channel}> and stays up to date.',
  'answer.duty.on': 'You are on duty.',
  'answer.duty.break': 'Enjoy your break.',
  'answer.duty.off': 'You are off duty.',
  'answer.loa.set': 'You are away until {day}.',
  'answer.loa.open': 'You are away until you say that you are back.',
  'answer.loa.clear': 'Welcome back.',
  'answer.privacy.title': 'Your presence',
  'answer.privacy.text':
    'The team sees your status and what you do in Discord. {history, plural, =0 {No history is kept.} one {Who was online when is kept for # day.} other {Who was online when is kept for # days.}} Now: **{level}**',
  'answer.privacy.none': 'everything is shown',
  'answer.privacy.activity': 'the status is shown, activities are hidden',
  'answer.privacy.all': 'everything is hidden and nothing is kept',
  'answer.shares.on': 'The website may show your name, rank and status.',
  'answer.shares.off': 'The website does not show you.',

  'sync.message': 'Sync finished',

  'health.not_configured.text': 'No server is set.',
  'health.not_configured.fix': 'Set DISCORD_GUILD_ID to the id of your server.',
  'health.unauthorized.text': 'Discord refused the bot token.',
  'health.unauthorized.fix':
    'Set DISCORD_BOT_TOKEN to the current token of the developer portal (Bot, Reset Token) and restart.',
  'health.stopped.text': 'The connection to Discord has stopped: {reason}',
  'health.stopped.fix': 'Run `muster doctor`; it says what to do.',
  'health.presence_intent_off.text':
    '“{switch}” is switched off, so Discord does not say who is online.',
  'health.presence_intent_off.fix':
    'Switch on “{switch}” in the developer portal (Bot, Privileged Gateway Intents). Then press “Sync now”; a restart is not needed.',
  'health.members_intent_off.text':
    '“{switch}” is switched off, so Discord does not say who joins, leaves or changes roles.',
  'health.members_intent_off.fix':
    'Switch on “{switch}” in the developer portal (Bot, Privileged Gateway Intents). Then press “Sync now”; a restart is not needed.',
  'health.reconnecting.text': 'The connection to Discord was interrupted.',
  'health.reconnecting.fix': 'Nothing to do: the bot is connecting again by itself.',
  'health.starting.text': 'The bot is connecting to Discord.',
  'health.starting.fix': 'Wait a moment.',
  'health.guild_absent.text': 'The bot is not in the server.',
  'health.guild_absent.fix':
    'Invite the bot to the server, or set DISCORD_GUILD_ID to the id of the right one.',
  'health.guild_unavailable.text': 'Discord has an outage that concerns this server.',
  'health.guild_unavailable.fix': 'Nothing to do: everything is looked at again when it is over.',

  'import.name_missing': 'There is no name.',
  'import.id_not_numeric': 'This is not a Discord id (17 to 20 digits).',
  'import.id_ruined':
    'The spreadsheet has turned this id into a number and lost its last digits. Format the column as text and enter the id again.',
  'import.id_suspicious':
    'This id ends in zeros, as ids do that a spreadsheet has turned into numbers. Please compare it.',
  'import.id_twice': 'This id stands in the sheet twice.',
  'import.id_taken': 'This id belongs to somebody else on the roster.',
  'import.zone_unknown': 'This time zone does not exist; write it like Europe/Paris.',

  'warning.id_not_in_guild':
    'This account is not on the server. The roster says so until it joins.',
  'warning.id_unknown': 'Discord knows no account with this id. Please compare it.',
  'warning.id_unchecked': 'Discord could not be asked about this id. It is checked later.',

  'error.not_configured': 'No server is set.',
  'error.invalid_ordering': 'The roster cannot be ordered like this.',
  'error.import_unreadable':
    'The sheet cannot be read at line {line}: a quotation mark is left open there, or there is no column of names.',
  'error.import_unreachable':
    'The sheet could not be fetched. Publish it as CSV, or paste its text.',
  'error.import_not_shared':
    'The sheet cannot be read. Share it with {email} and check the address.',
  'error.import_google_failed': 'Google does not answer as it should. Try again in a minute.',
  'error.role_exists': 'There is a rank of this name already.',
  'error.is_a_bot': 'This account is a bot.',
  'error.not_on_roster': 'You are not on the roster. Ask a manager for an invitation.',
  'error.invite_expired': 'This invitation has been used or is too old. Ask for another one.',
  'error.already_linked':
    'This Discord account is on another row of the roster, perhaps that of somebody who was removed.',
  'error.row_has_another_id': 'Your row is linked to another Discord account. Unlink that first.',
  'error.not_linked': 'No Discord account is linked here.',
  'error.not_on_duty': 'A break needs a duty: go on duty first.',
  'error.role_in_use': 'Somebody has this rank.',
  'error.presence_unavailable': 'Discord cannot be asked at the moment.',

  'selftest.live': 'The live roster opens',
  'selftest.create': 'Somebody is added, and every open page shows it',
  'selftest.status': 'The health of the bot is told',
  'selftest.duty': 'Duty is changed, and every open page shows it',
  'selftest.sync': 'Everybody is looked at',
  'selftest.remove': 'The row is taken off the roster',

  'doctor.ids': 'Ids of the roster',
  'doctor.ids.ok':
    '{count, plural, =0 {Nobody is linked yet.} one {# linked account, on its server.} other {# linked accounts, all on their server.}}',
  'doctor.ids.absent':
    '{count, plural, one {# account is} other {# accounts are}} not on the server: {names}.',
  'doctor.ids.absent.fix':
    'Compare these ids on the roster, ask the people to join, or take them off the roster.',
  'doctor.ruined': 'Ruined ids',
  'doctor.ruined.found':
    '{count, plural, one {# id ends} other {# ids end}} in zeros, as ids do that a spreadsheet took for numbers: {names}.',
  'doctor.ruined.found.fix':
    'Enter the id again. In the sheet, format the column as text before you do.',
  'doctor.interval': 'Interval of looks',
  'doctor.interval.short':
    '{count} people cannot be looked at every {seconds} seconds within Discord’s limits.',
  'doctor.interval.short.fix': 'Set STAFF_SYNC_INTERVAL_SECONDS to {least} or more.',
  'doctor.looks': 'Looks at presences',
  'doctor.looks.ok':
    'Presences were last heard of {minutes, plural, =0 {less than a minute} one {# minute} other {# minutes}} ago.',
  'doctor.looks.late': 'Nothing has been heard of presences for {minutes} minutes.',
  'doctor.looks.late.fix':
    'Check that the server runs and what /api/staff/discord/status/ says; then press “Sync now”.',
  'doctor.looks.never': 'Nothing has ever been heard of presences.',
  'doctor.looks.never.fix':
    'Check that the server runs and what /api/staff/discord/status/ says; then press “Sync now”.',
  'issue.staff_day_passed': 'This day has passed.',
  'issue.staff_day': 'Write the day as 2030-05-17.',
}
