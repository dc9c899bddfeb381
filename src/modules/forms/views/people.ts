import { toInstant } from '#core/contract.ts'
import type { RosterMember } from '#core/access/actor.ts'
import type { z } from 'zod'
import type * as contract from '../contract/people.ts'
import type { Token } from '../store/links.ts'
import type { ViewSettings } from './json.ts'
import { t, type TextKey } from './texts.ts'

/** Somebody as the guild and the imported list know him or her. */
export type Named = {
  user_id: string
  account: RosterMember | null
  member: contract.MemberJson | null
}

/** A line of the ledger; without a token only that a link was taken is known. */
export type LinkLine = { person: Named; token: Token | null; now: number }

/** Somebody in a list. */
export function personJson({ user_id, account, member }: Named): contract.Person {
  return {
    discord_user_id: user_id,
    discord_username: account?.username ?? null,
    display_name: account?.display_name ?? null,
    avatar: account?.avatar ?? null,
    name: member?.name ?? null,
    student_id: member?.student_id ?? null,
    team: member?.team ?? null,
    grade: member?.grade ?? null,
  }
}

function stateOf(token: Token, now: number): 'issued' | 'used' | 'expired' | 'revoked' {
  if (token.used_at !== null) return 'used'
  if (token.revoked === 1) return 'revoked'
  return token.expires_at <= now ? 'expired' : 'issued'
}

/** A line of the ledger of links. */
export function linkJson({ person, token, now }: LinkLine): z.infer<typeof contract.linkEntry> {
  return {
    person: personJson(person),
    state: token === null ? 'taken' : stateOf(token, now),
    issued_at: toInstant(token?.issued_at ?? null),
    expires_at: toInstant(token?.expires_at ?? null),
    used_at: toInstant(token?.used_at ?? null),
    used_ip: token?.used_ip ?? null,
  }
}

/** How often the door refused, in words. */
export function refusedJson(
  refused: readonly { code: string; count: number }[],
  { locale }: ViewSettings,
  has: (key: string) => key is TextKey,
) {
  return refused.map(({ code, count }) => {
    const key = `error.${code}`
    return {
      code,
      count,
      detail: has(key) ? t(locale, key, { email: '', role: '', what: 'answer' }) : code,
    }
  })
}
