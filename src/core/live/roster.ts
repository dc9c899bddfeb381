import type { Actor } from '../access/actor.ts'
import { coreError } from '../errors.ts'
import type { Locale } from '../i18n/locale.ts'
import type { Connection } from './connection.ts'
import type { Group } from './group.ts'
import type { ReaderSession } from './reader-session.ts'
import { createReader, type Reader } from './reader.ts'
import type { Topic } from './topic.ts'

/** How many connections there may be. Keys of services are not limited by person or address. */
export type LiveLimits = { perPerson: number; perAddress: number; total: number }

/** The limits where nothing else is set. */
export const defaultLiveLimits: LiveLimits = { perPerson: 20, perAddress: 200, total: 10_000 }

/** Somebody who wants to follow an address. */
export type LiveRequest = {
  topic: Topic
  params: Record<string, string>
  actor: Actor
  locale: Locale
  /** Network address to count by; null when it says nothing about who it is. */
  address: string | null
  /** `?cursor=` and `?snapshot=1`. */
  cursor?: string | undefined
  snapshot?: boolean | undefined
}

/** A connection that is being served. */
export type Member = {
  request: LiveRequest
  reader: Reader
  group: Group
  audience: string
  session: ReaderSession
}

type Entry = { group: Group; members: number }

function isService({ key, user }: Actor): boolean {
  return key !== null && user === null
}

/** Who is connected, in which group, and how often. */
export class Roster {
  readonly #limits: LiveLimits
  readonly #members = new Map<Member, string>()
  readonly #groups = new Map<string, Entry>()
  readonly #counts = new Map<string, number>()

  constructor(limits: LiveLimits) {
    this.#limits = limits
  }

  /** The members of this moment; the list may be walked while they leave. */
  members(): Member[] {
    return [...this.#members.keys()]
  }

  groups(): Group[] {
    return [...this.#groups.values()].map(({ group }) => group)
  }

  /** Lets a connection in. Throws `rate_limited` when there are too many of its kind. */
  enter(
    request: LiveRequest,
    audience: string,
    connection: Connection,
    make: { group: () => Group; session: (reader: Reader, group: Group) => ReaderSession },
  ): Member {
    this.#checkLimits(request)
    const { topic, params, locale } = request
    const key = JSON.stringify([topic.paths[0], params, audience, locale])
    const entry = this.#groups.get(key) ?? { group: make.group(), members: 0 }
    entry.members += 1
    this.#groups.set(key, entry)
    const reader = createReader(connection)
    const session = make.session(reader, entry.group)
    const member: Member = { request, reader, group: entry.group, audience, session }
    this.#members.set(member, key)
    this.#count(request, 1)
    return member
  }

  /** Strikes a member off; nothing more reaches it. */
  leave(member: Member): void {
    member.reader.gone = true
    member.group.detach(member.reader)
    const key = this.#members.get(member)
    if (key === undefined) return
    this.#members.delete(member)
    this.#count(member.request, -1)
    const entry = this.#groups.get(key)
    if (!entry) return
    entry.members -= 1
    if (entry.members === 0) this.#groups.delete(key)
  }

  #checkLimits(request: LiveRequest): void {
    const { perPerson, perAddress, total } = this.#limits
    const [person, address] = this.#counted(request)
    const tooMany =
      this.#members.size >= total ||
      (person !== null && (this.#counts.get(person) ?? 0) >= perPerson) ||
      (address !== null && (this.#counts.get(address) ?? 0) >= perAddress)
    if (tooMany) throw coreError('rate_limited')
  }

  #counted({ actor, address }: LiveRequest): [person: string | null, address: string | null] {
    if (isService(actor)) return [null, null]
    return [actor.user && `person ${actor.user.discord_id}`, address && `address ${address}`]
  }

  #count(request: LiveRequest, by: 1 | -1): void {
    for (const key of this.#counted(request)) {
      if (key === null) continue
      const count = (this.#counts.get(key) ?? 0) + by
      if (count > 0) this.#counts.set(key, count)
      else this.#counts.delete(key)
    }
  }
}
