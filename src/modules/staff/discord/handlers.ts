import { coreError } from '#core/errors.ts'
import { handler, type Call, type CommandCall, type ComponentCall } from '#discord/part.ts'
import { privacyLevels, type DutyState, type StaffRow } from '../contract/row.ts'
import { refuse } from '../errors.ts'
import { linkPerson, unlink, unlinkSelf } from '../service/link.ts'
import { showPanel } from '../service/panel.ts'
import { requireManager } from '../service/rights.ts'
import { list, me } from '../service/roster.ts'
import { changeSelf } from '../service/self.ts'
import { syncNow, type SyncResult } from '../service/sync.ts'
import { rosterQuery } from '../contract/roster.ts'
import { historyDays, linkAnswer, privacyAnswer } from '../views/answers.ts'
import { dayText, say } from '../views/message.ts'
import { t, type TextKey } from '../views/texts.ts'
import { guildOf, readDay } from './input.ts'
import { pressWho, showList, showPresent, suggestRank } from './lists.ts'

const privately = (message: ReturnType<typeof say>) =>
  ({ type: 'reply', ephemeral: true, message }) as const

function tell(call: Call, key: TextKey, values: Record<string, string | number> = {}) {
  return privately(say(t(call.context.locale, key, values)))
}

const link = handler<CommandCall, { row: StaffRow; absent: boolean } | null>({
  async perform(call) {
    const { member } = call.options
    if (typeof member !== 'string') return null
    const person = call.people[member]
    if (!person) throw coreError('not_found')
    return linkPerson(call.context, guildOf(call), person)
  },
  answer(linked, call) {
    if (linked) {
      const key = linked.absent ? 'answer.linked_absent' : 'answer.linked'
      return tell(call, key, { name: linked.row.display_name })
    }
    return privately(linkAnswer(call.context.locale, call.context.publicUrl))
  },
})

async function rowOfPerson(call: CommandCall, id: string): Promise<StaffRow> {
  await requireManager(call.context, guildOf(call))
  const query = rosterQuery.parse({ discord_guild_id: guildOf(call), search: id, page_size: 5 })
  const found = (await list(call.context, query)).results.find((row) => row.discord_id === id)
  if (!found) throw refuse('not_linked')
  return found
}

const unlinkOne = handler<CommandCall, StaffRow>({
  async perform(call) {
    const { member } = call.options
    if (typeof member === 'string') {
      const row = await rowOfPerson(call, member)
      return unlink(call.context, row.id)
    }
    return unlinkSelf(call.context, guildOf(call))
  },
  answer: (row, call) => tell(call, 'answer.unlinked', { name: row.display_name }),
})

const sync = handler<CommandCall, SyncResult>({
  perform: (call) => syncNow(call.context, guildOf(call)),
  answer: ({ synced, changed, not_found }, call) =>
    tell(call, 'answer.synced', { synced, changed, not_found }),
})

const panel = handler<CommandCall, string>({
  async perform(call) {
    const { channel } = call.options
    const channelId = typeof channel === 'string' ? channel : call.channel_id
    if (!channelId) throw coreError('not_found')
    return showPanel(call.context, guildOf(call), channelId, call.guildLocale)
  },
  answer: (channel, call) => tell(call, 'answer.panel', { channel }),
})

function duty(wish: DutyState) {
  return handler<CommandCall, StaffRow>({
    perform: (call) => changeSelf(call.context, guildOf(call), { duty_state: wish }),
    answer: (row, call) => tell(call, `answer.duty.${row.duty_state}`),
  })
}

const setLeave = handler<CommandCall, StaffRow>({
  async perform(call) {
    const { until, reason } = call.options
    const { timezone } = await me(call.context, guildOf(call))
    return changeSelf(call.context, guildOf(call), {
      is_on_loa: true,
      loa_end_date: typeof until === 'string' ? readDay(until, call, timezone ?? 'UTC') : null,
      ...(typeof reason === 'string' && { loa_reason: reason }),
    })
  },
  answer: ({ loa_end_date: day }, call) =>
    day === null
      ? tell(call, 'answer.loa.open')
      : tell(call, 'answer.loa.set', { day: dayText(call.context.locale, day) }),
})

const clearLeave = handler<CommandCall, StaffRow>({
  perform: (call) => changeSelf(call.context, guildOf(call), { is_on_loa: false }),
  answer: (_row, call) => tell(call, 'answer.loa.clear'),
})

function privacyOf(row: StaffRow, { context }: Call) {
  return privacyAnswer(context.locale, row, historyDays(context))
}

const privacy = handler<CommandCall, StaffRow>({
  perform: (call) => me(call.context, guildOf(call)),
  answer: (row, call) => privately(privacyOf(row, call)),
})

/** The buttons under `/staff privacy` change the row of whoever presses them, and nobody else's. */
const setPrivacy = handler<ComponentCall, StaffRow>({
  async perform(call) {
    const level = privacyLevels.find((one) => one === call.id)
    if (!level) throw coreError('not_found')
    return changeSelf(call.context, guildOf(call), { privacy: level })
  },
  answer: (row, call) => ({ type: 'update', message: privacyOf(row, call) }),
})

const setShares = handler<ComponentCall, StaffRow>({
  perform: (call) => changeSelf(call.context, guildOf(call), { shares_publicly: call.id === 'on' }),
  answer: (row, call) => ({ type: 'update', message: privacyOf(row, call) }),
})

/** Who serves which command. */
export const onCommand = {
  'staff list': showList,
  'staff who': showPresent,
  'staff link': link,
  'staff unlink': unlinkOne,
  'staff sync': sync,
  'staff panel': panel,
  'staff duty on': duty('on'),
  'staff duty break': duty('break'),
  'staff duty off': duty('off'),
  'staff loa set': setLeave,
  'staff loa clear': clearLeave,
  'staff privacy': privacy,
}

/** Who suggests values while a command is typed. */
export const onAutocomplete = { 'staff list': suggestRank }

/** What buttons do, by the verb in their custom id. */
export const onComponent = { who: pressWho, privacy: setPrivacy, shares: setShares }
