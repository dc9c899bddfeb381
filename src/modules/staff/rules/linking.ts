/** How a text that should be a Discord id looks. */
export type IdVerdict = 'ok' | 'empty' | 'not_numeric' | 'ruined' | 'suspicious'

/** Spreadsheets keep 15 digits of a number and turn the rest into zeros (IEEE 754 doubles). */
const kept = 15

/**
 * Reads a cell that should hold a Discord id. A sheet that takes ids for numbers ruins them:
 * `1.23457E+17`, or zeros after the fifteenth digit. Real ids end like that once in a thousand times
 * or less, so the latter is only suspicious.
 */
export function judgeId(cell: string): { id: string | null; verdict: IdVerdict } {
  const text = cell.trim().replace(/^['’]/, '')
  if (text === '') return { id: null, verdict: 'empty' }
  if (/^\d([.,]\d+)?E\+?\d+$/i.test(text)) return { id: null, verdict: 'ruined' }
  const digits = text.replace(/[.,]0{1,2}$/, '').replaceAll(/[\s.,'’ ]/g, '')
  if (!/^\d{17,20}$/.test(digits)) return { id: null, verdict: 'not_numeric' }
  // A grouped number was a number once.
  const grouped = digits !== text
  const zeros = /^0+$/.test(digits.slice(kept))
  if (zeros && digits.length >= 18)
    return { id: digits, verdict: grouped ? 'ruined' : 'suspicious' }
  return { id: digits, verdict: zeros ? 'suspicious' : 'ok' }
}

/** A row as linking sees it. */
export type LinkRow = { id: number; discord_id: string | null; account_id: number | null }

/** What linking an account leads to. */
export type LinkDecision =
  | { ok: true; row: LinkRow; changes: boolean }
  | { ok: false; code: 'already_linked' | 'row_has_another_id' | 'not_on_roster' | 'is_a_bot' }

/**
 * Links a signed-in account to the row that holds the confirmed Discord id, else to the account's own
 * row, or the row that it was invited to. Names decide nothing.
 */
export function decideLink(
  wish: { accountId: number; discordId: string; isBot: boolean },
  rows: { holder: LinkRow | null; own: LinkRow | null },
): LinkDecision {
  const { holder, own } = rows
  if (wish.isBot) return { ok: false, code: 'is_a_bot' }
  if (holder) {
    const foreign = holder.account_id !== null && holder.account_id !== wish.accountId
    const elsewhere = own !== null && own.id !== holder.id
    if (foreign || elsewhere) return { ok: false, code: 'already_linked' }
    return { ok: true, row: holder, changes: holder.account_id !== wish.accountId }
  }
  if (!own) return { ok: false, code: 'not_on_roster' }
  if (own.discord_id !== null) return { ok: false, code: 'row_has_another_id' }
  return { ok: true, row: own, changes: true }
}
