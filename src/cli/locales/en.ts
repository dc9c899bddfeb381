/** English texts of the command line; their keys are the type of the other languages. */
export const en = {
  'serve.running': 'Muster is running: {url}',
  'start.ready': 'Muster is ready. Open {url}',
  'start.failed': 'Muster cannot start.',
  usage: `muster <command>

  serve                 run the server (settings: docs/reference/settings.md)
  keys create|list|revoke
  backup                copy the data while the server runs
  restore FILE [--dry-run]
                        put a backup in place of the data, or only try whether it can be
  migrate               bring the schema up to date
  doctor [--json]       say what works and what does not, with the fix
  selftest [MODULE] [--channel ID] [--form URL]
                        try the main flow of a module against the running server`,
  'usage.arguments': 'These arguments cannot be read: {reason}',
  'usage.selftest': `muster selftest [MODULE] [--channel ID]{options}

modules: {modules}`,
  'usage.keys': `muster keys create --name NAME --scopes a,b [--guild ID ...] [--act-as USER_ID ...] [--days N]
    prints the key alone; --guild, --act-as and --days bind it to servers, to people, and to a time
muster keys list
muster keys revoke ID-or-NAME

scopes: {scopes}`,
  'keys.scope': 'There is no such scope: {scopes}.',
  'keys.server': 'Not the id of a server: {ids}.',
  'keys.person': 'Not the id of a person: {ids}.',
  'keys.days': 'Not a number of days: {days}.',
  'keys.unknown': 'There is no valid key {id}.',
  'migrate.current': 'The schema is up to date.',
  'backup.postgres': 'PostgreSQL is backed up with its own tools: pg_dump --format=custom.',
  'backup.damaged': 'The copy is damaged: {fault}',
  'restore.postgres': 'PostgreSQL is restored with its own tools: pg_restore.',
  'restore.refused': '{file} cannot be restored: {fault}',
  'restore.possible':
    '{file} can be restored: {tables, plural, one {# table} other {# tables}}, {steps, plural, one {# step} other {# steps}} to run.',
  'restore.kept': 'The data as it was is kept in {file}',
  'restore.unchanged': 'Nothing was changed.',

  'doctor.group.works': 'Works',
  'doctor.group.attention': 'Needs attention',
  'doctor.group.broken': 'Broken',
  'doctor.sum':
    '{works, number} {works, plural, one {check} other {checks}} fine, {attention, number} to look at, {broken, number} broken.',
  'doctor.lacking': '{permission} ({name}; {module}: {reason})',

  'doctor.settings': 'Settings',
  'doctor.settings.ok': 'The settings can be read.',
  'doctor.settings.mistakes': 'The settings cannot be used:{mistakes}',
  'doctor.settings.mistakes.fix':
    'Correct them in the environment or in .env; docs/reference/settings.md explains each one.',
  'doctor.database': 'Database',
  'doctor.database.ok': 'The data opens and can be written ({place}).',
  'doctor.database.new': 'There is no data yet in {place}.',
  'doctor.database.new.fix': 'Nothing: the first start of the server makes it.',
  'doctor.database.failed': 'The data cannot be used ({place}): {reason}.',
  'doctor.database.failed.fix':
    'Check that the folder or the PostgreSQL server is there and belongs to the user who runs Muster. A damaged file is replaced with: muster restore FILE.',
  'doctor.schema': 'Tables',
  'doctor.schema.ok': 'The tables are up to date.',
  'doctor.schema.behind': 'The tables lack these steps: {steps}.',
  'doctor.schema.behind.fix': 'Start the server or run: muster migrate.',
  'doctor.schema.newer': 'The data was used by a newer version of Muster (unknown steps: {steps}).',
  'doctor.schema.newer.fix':
    'Run that version again, or restore the backup that was made before the update.',
  'doctor.space': 'Free space',
  'doctor.space.ok': '{free} are free where the data is.',
  'doctor.space.low': 'Only {free} are free where the data is.',
  'doctor.space.low.fix':
    'Make room soon: delete old backups in DATA_DIR/backups, or move the data.',
  'doctor.space.full': 'Only {free} are free where the data is: writing is about to fail.',
  'doctor.space.full.fix':
    'Make room now: delete old backups in DATA_DIR/backups, or move the data.',
  'doctor.backup': 'Nightly copies',
  'doctor.backup.ok': 'The last nightly copy in {folder} is fresh.',
  'doctor.backup.none':
    'There is no nightly copy in {folder} yet: the running server makes one every night.',
  'doctor.backup.old':
    'The last nightly copy in {folder} is {days, plural, one {# day} other {# days}} old.',
  'doctor.backup.old.fix':
    'Look for failed jobs “core.backup” in the log of the server, and whether there is room in the folder.',
  'doctor.redis': 'Redis',
  'doctor.redis.unset': 'One process needs no Redis.',
  'doctor.redis.ok': 'Redis answers: processes hear of each other.',
  'doctor.redis.failed':
    'Redis does not answer: {reason}. Other processes and their live pages hear of changes late.',
  'doctor.redis.failed.fix':
    'Start Redis, or correct REDIS_URL. With a single process leave it empty.',
  'doctor.secrets': 'Stored secrets',
  'doctor.secrets.ok': 'All stored secrets can be opened with the master keys.',
  'doctor.secrets.older':
    '{count, plural, one {# stored secret is} other {# stored secrets are}} still sealed with an earlier master key, which has to stay. The server seals them again within the hour.',
  'doctor.secrets.lost':
    'Some stored secrets were sealed with a master key that is no longer there: {what}.',
  'doctor.secrets.lost.fix':
    'Put the earlier key behind the current one, in MASTER_KEYS or DATA_DIR/master.key, and start the server again. If it is lost, they have to be made anew.',
  'doctor.secrets.unread': 'The master keys cannot be read: {reason}.',
  'doctor.secrets.unread.fix':
    'Correct DATA_DIR/master.key: keys of 32 bytes in base64 or hexadecimal.',
  'doctor.sealed.webhooks':
    '{count, plural, one {the signing secret of # webhook} other {the signing secrets of # webhooks}}',
  'doctor.address': 'Public address',
  'doctor.address.ok': '{url} answers and takes work.',
  'doctor.address.unready': '{url} answers, but does not take work yet: {reason}.',
  'doctor.address.unready.fix':
    'Wait a moment and ask again. If it stays so, see what is broken here and in the log of the server.',
  'doctor.address.failed': '{url} cannot be reached: {reason}.',
  'doctor.address.failed.fix':
    'Start the server (npm run serve). If it runs, check PUBLIC_URL, the reverse proxy and the firewall.',
  'doctor.address.stranger': 'At {url} something else than Muster answers (status {status}).',
  'doctor.address.stranger.fix':
    'Correct PUBLIC_URL, or let the reverse proxy pass every path on to Muster.',
  'doctor.encryption': 'Encryption',
  'doctor.encryption.ok': 'The public address is encrypted or on this machine.',
  'doctor.encryption.off':
    '{url} is not encrypted: sign-ins travel in the open and Discord does not send interactions there.',
  'doctor.encryption.off.fix':
    'Put a reverse proxy with a certificate in front and set PUBLIC_URL to its https address; docs/hosting.md shows how.',

  'doctor.reach': 'Discord',
  'doctor.reach.ok': 'Discord answers.',
  'doctor.reach.failed': 'Discord does not answer as expected: {reason}.',
  'doctor.reach.failed.fix':
    'Check the network, a proxy or firewall in between, DISCORD_API_URL and https://discordstatus.com.',
  'doctor.clock': 'Clock',
  'doctor.clock.ok': 'The clock of this machine agrees with Discord.',
  'doctor.clock.off':
    'The clock of this machine is {seconds, number} seconds {direction, select, ahead {ahead of} other {behind}} Discord.',
  'doctor.clock.off.fix': 'Switch time synchronisation on, for example: timedatectl set-ntp true.',
  'doctor.token': 'Bot token',
  'doctor.token.ok': 'The token is valid; the bot is {name}.',
  'doctor.token.refused': 'Discord refuses the bot token.',
  'doctor.token.refused.fix':
    'In the developer portal, Bot, press Reset Token and set DISCORD_BOT_TOKEN to the new one.',
  'doctor.application': 'Application',
  'doctor.application.ok': 'The token belongs to DISCORD_CLIENT_ID.',
  'doctor.application.other':
    'The token belongs to application {real}, but DISCORD_CLIENT_ID is {set}.',
  'doctor.application.other.fix':
    'Take token, id, secret and public key from one application in the developer portal.',
  'doctor.key': 'Public key',
  'doctor.key.ok': 'DISCORD_PUBLIC_KEY is the key of the application.',
  'doctor.key.unset': 'No public key is set; it is only needed with DISCORD_INTERACTIONS=http.',
  'doctor.key.wrong': 'DISCORD_PUBLIC_KEY is not the key of this application.',
  'doctor.key.wrong.fix': 'Copy the public key from the developer portal, General Information.',
  'doctor.secret': 'Client secret',
  'doctor.secret.ok': 'Discord accepts the client secret: people can sign in.',
  'doctor.secret.refused': 'Discord refuses the client secret: nobody can sign in on the web.',
  'doctor.secret.refused.fix':
    'In the developer portal, OAuth2, press Reset Secret and set DISCORD_CLIENT_SECRET to the new one.',
  'doctor.secret.unchecked': 'Discord did not say whether the client secret is right.',
  'doctor.secret.unchecked.fix': 'Ask again in a minute.',
  'doctor.redirect': 'Return address',
  'doctor.redirect.ok': 'Discord may send people back to {url} after signing in.',
  'doctor.redirect.missing': 'Discord does not know {url}: signing in on the web fails.',
  'doctor.redirect.missing.fix':
    'In the developer portal, OAuth2, Redirects, add exactly {url} and save.',
  'doctor.gateway': 'Gateway',
  'doctor.gateway.ok': 'The gateway greets.',
  'doctor.gateway.failed': 'The gateway cannot be reached: {reason}.',
  'doctor.gateway.failed.fix':
    'Allow outgoing WebSocket connections to gateway.discord.gg, port 443, and see https://discordstatus.com.',
  'doctor.starts': 'Session starts',
  'doctor.starts.ok': '{remaining, number} of {total, number} session starts are left.',
  'doctor.starts.few':
    'Only {remaining, number} of {total, number} session starts are left for the next {hours, number} h; at zero Discord resets the token.',
  'doctor.starts.few.fix':
    'Something restarts again and again, or another program uses this token: see the log, and stop it.',
  'doctor.intents': 'Intents',
  'doctor.intents.ok': 'Every privileged intent that a module needs is switched on.',
  'doctor.intents.off':
    '“{switch}” is switched off, but {modules} needs it and works without it only in part.',
  'doctor.intents.off.fix':
    'In the developer portal, Bot, Privileged Gateway Intents, switch “{switch}” on and restart the server.',
  'doctor.door': 'Delivery of commands and clicks',
  'doctor.door.gateway': 'They come over the gateway, as DISCORD_INTERACTIONS says.',
  'doctor.door.http': 'They come to {url}, as DISCORD_INTERACTIONS says.',
  'doctor.door.taken':
    'Discord sends every command and click to {url}, but Muster waits for them on the gateway: the bot does not answer.',
  'doctor.door.taken.fix':
    'In the developer portal, General Information, empty “Interactions Endpoint URL”, or set DISCORD_INTERACTIONS=http.',
  'doctor.door.unset':
    'Muster waits for commands and clicks over HTTP, but Discord has no address for them: the bot does not answer.',
  'doctor.door.unset.fix':
    'Start the server, then set “Interactions Endpoint URL” in the developer portal, General Information, to {url}, or set DISCORD_INTERACTIONS=gateway.',
  'doctor.door.elsewhere': 'Discord sends commands and clicks to {url}, Muster waits at {own}.',
  'doctor.door.elsewhere.fix':
    'Correct “Interactions Endpoint URL” in the developer portal, or PUBLIC_URL.',
  'doctor.commands': 'Commands',
  'doctor.commands.ok':
    '{count, plural, one {# command is} other {# commands are}} registered as in this version.',
  'doctor.commands.missing': 'Discord does not know {commands}.',
  'doctor.commands.missing.fix': 'Start or restart the server: it registers them by itself.',
  'doctor.commands.differ': 'Discord has another version of {commands}.',
  'doctor.commands.differ.fix':
    'Restart the server. If it stays so, another program registers commands for the same application.',
  'doctor.commands.foreign': 'Discord also has {commands}, which this version does not serve.',
  'doctor.commands.foreign.fix':
    'Restart the server to remove them, or use an application of its own for the other program.',
  'doctor.commands.unread': 'The registered commands cannot be read: {reason}.',
  'doctor.commands.unread.fix': 'Invite the bot again with {invite}',
  'doctor.servers': 'Servers',
  'doctor.servers.ok': 'The bot is in {servers}.',
  'doctor.servers.none': 'The bot is in no server.',
  'doctor.servers.none.fix': 'Open {invite} and choose your server.',
  'doctor.servers.primary': 'The bot is not in server {id}, which DISCORD_GUILD_ID names.',
  'doctor.servers.primary.fix': 'Correct DISCORD_GUILD_ID, or invite the bot with {invite}',
  'doctor.servers.many':
    'The bot is in {count, number} servers; {looked, number} of them were looked at.',
  'doctor.servers.many.fix': 'Nothing: the others were left out to spare Discord.',
  'doctor.server': 'Server',
  'doctor.server.unread': 'Server {server} cannot be looked at: {reason}.',
  'doctor.server.unread.fix':
    'Ask again in a minute. If it stays so, invite the bot again with {invite}',
  'doctor.silence': 'Timeout',
  'doctor.silence.on': 'A moderator of {server} has put the bot in timeout: it cannot post.',
  'doctor.silence.on.fix':
    'In {server}, open the member list, right-click the bot and choose Remove Timeout.',
  'doctor.twice': 'Commands twice',
  'doctor.twice.found':
    'In {server} people see {commands} twice: they are registered there besides.',
  'doctor.twice.found.fix':
    'They come from another program with the same application: use an application of its own for each.',
  'doctor.role': 'Role of the bot',
  'doctor.role.ok': 'In {server} the highest role of the bot is “{role}”, and it is high enough.',
  'doctor.role.none': 'In {server} the bot has no role: it was invited without permissions.',
  'doctor.role.none.fix': 'Invite the bot again with {invite}',
  'doctor.role.low':
    'In {server} the bot cannot give or change {roles}, because its role “{role}” is below them.',
  'doctor.role.low.fix': 'In {server}, Server Settings, Roles, drag “{role}” above them.',
  'doctor.permissions': 'Permissions',
  'doctor.permissions.ok': 'In {server} the bot has everything that it needs.',
  'doctor.permissions.missing': 'In {server} the bot lacks: {permissions}.',
  'doctor.permissions.missing.fix':
    'In {server}, Server Settings, Roles, switch these permissions on for the role of the bot, or invite it again with {invite}',
  'doctor.permissions.nowhere':
    'In no text channel of {server} the bot has everything that it needs.',
  'doctor.permissions.nowhere.fix':
    'Choose a channel; Edit Channel, Permissions, add the bot and allow what is named here.',
  'doctor.channel': 'Channel',
  'doctor.channel.denied': 'In {channel} of {server} the bot lacks: {permissions}.',
  'doctor.channel.denied.fix':
    'Open {channel}, Edit Channel, Permissions, add the bot and allow what is named here. Where the bot is not to post, nothing.',
  'doctor.hidden': 'Hidden channels',
  'doctor.hidden.some': 'In {server} the bot does not see {channels}.',
  'doctor.hidden.some.fix':
    'Where it is to post: Edit Channel, Permissions, add the bot and allow View Channel. Otherwise nothing.',

  'selftest.begin': '{module} on {url}, in #{channel} of {server}',
  'selftest.ok': 'ok',
  'selftest.failed': 'FAILED',
  'selftest.clean': 'Clean up',
  'selftest.late': 'Nothing came in time ({seconds, number} s).',
  'selftest.answered': '{call} was answered with {status}: {detail}',
  'selftest.nowhere':
    'No text channel in which the bot may post was found. Name one with --channel ID; “muster doctor” says what is missing.',
  'selftest.sum.ok': 'Everything works.',
  'selftest.sum.failed': 'Something does not work. "muster doctor" looks for the cause.',
} as const
