import type { NamedPerson } from '#core/access/rights.ts'
import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { refuse } from '../errors.ts'
import type { Signup } from '../rules/event.ts'
import { guildDefaults } from '../rules/guild.ts'
import { checkIn as checkInRule } from '../rules/places.ts'
import { rule, type Ruling } from '../rules/rulings.ts'
import { signUp as signUpRule, unknown, withdraw as withdrawRule } from '../rules/signups.ts'
import {
  change,
  meet,
  newId,
  requireManager,
  requirePerson,
  type Changed,
  type Expected,
  type Scene,
} from './change.ts'
import { manages } from './rights.ts'

/** What somebody asks for; what is left out stays as it is. */
export type SignupWish = {
  role_id?: string | null | undefined
  option?: string | undefined
  notes?: string | undefined
  guests?: number | undefined
  waitlist?: 'auto' | 'no' | 'accept' | undefined
}

type Request = { named?: NamedPerson; expected?: Expected; source?: Signup['source'] }

/** The door a sign-up came through, unless the request says otherwise. */
function sourceOf(context: Context): Signup['source'] {
  const { source } = context.actor
  if (source === 'discord') return 'discord_button'
  return source === 'web' ? 'web' : 'api'
}

function decideSignup(
  scene: Scene,
  userId: string,
  wish: SignupWish,
  { manager, source }: { manager: boolean; source: Signup['source'] },
) {
  const { context, rights } = scene
  return signUpRule(
    scene,
    {
      id: newId(context),
      user_id: userId,
      role_id: wish.role_id ?? null,
      option: wish.option ?? null,
      notes: wish.notes ?? null,
      guests: wish.guests ?? null,
      source,
      waitlist: wish.waitlist ?? 'auto',
    },
    { ...(userId === rights.user_id ? rights : unknown), manager },
  )
}

/** Answers an event in one's own name, or a service in the name of whom it names. */
export async function signUp(
  context: Context,
  id: string,
  wish: SignupWish,
  request: Request = {},
): Promise<Changed> {
  return change(context, id, request, async (scene) => {
    const userId = requirePerson(scene.rights)
    await meet(scene, userId)
    const source = request.source ?? sourceOf(context)
    const decision = decideSignup(scene, userId, wish, { manager: false, source })
    return { decision, extra: { userId } }
  })
}

/** Takes the own answer back. */
export async function withdraw(
  context: Context,
  id: string,
  request: Request = {},
): Promise<Changed> {
  return change(context, id, request, (scene) => {
    const userId = requirePerson(scene.rights)
    const source = sourceOf(context)
    const wish = { userId, source }
    // A service that acts for somebody may what that person may.
    return { decision: withdrawRule(scene, wish, { manager: false }), extra: { userId } }
  })
}

/** A manager signs somebody up, or changes the sign-up. */
export async function signUpOther(
  context: Context,
  id: string,
  userId: string,
  wish: SignupWish & { username?: string },
): Promise<Changed> {
  if (!/^\d{17,19}$/.test(userId)) throw coreError('not_found')
  return change(context, id, {}, async (scene) => {
    requireManager(scene)
    await meet(scene, userId)
    const source = sourceOf(context)
    const decision = decideSignup(scene, userId, wish, { manager: true, source })
    return { decision, extra: { userId } }
  })
}

/** A manager takes somebody's answer back. */
export async function withdrawOther(
  context: Context,
  id: string,
  userId: string,
): Promise<Changed> {
  return change(context, id, {}, (scene) => {
    requireManager(scene)
    const wish = { userId, source: sourceOf(context) }
    return { decision: withdrawRule(scene, wish, { manager: true }), extra: { userId } }
  })
}

/** A manager decides about somebody's sign-up; `accept` is for the person. */
export async function decide(
  context: Context,
  id: string,
  { userId, ruling, ...request }: Request & { userId: string | null; ruling: Ruling },
): Promise<Changed> {
  return change(context, id, request, (scene) => {
    const who = userId ?? requirePerson(scene.rights)
    const own = ruling === 'accept' && scene.rights.user_id === who
    if (!own) requireManager(scene)
    const decision = rule(scene, { userId: who, ruling })
    return { decision, extra: { userId: who } }
  })
}

/** Says that somebody is there: the person by button or link, a manager for anybody. */
export async function checkIn(
  context: Context,
  id: string,
  request: Request & { userId?: string | null; code?: string | undefined } = {},
): Promise<Changed> {
  return change(context, id, request, (scene) => {
    const { event, rights } = scene
    const who = request.userId ?? requirePerson(rights)
    const manager = manages(rights, event)
    if (who !== rights.user_id && !manager) throw coreError('permission_denied')
    if (request.code !== undefined && request.code !== checkinCode(context, event.id)) {
      throw refuse('checkin_closed')
    }
    const { late_minutes: lateMinutes } = scene.guilds[0]?.options ?? guildDefaults
    // Whoever speaks for himself or herself keeps to the window, an organiser too.
    const asker = { manager: manager && who !== rights.user_id, lateMinutes }
    return { decision: checkInRule(scene, who, asker), extra: { userId: who } }
  })
}

/** The code in the link and QR picture that hang at the door; nobody can work it out from the event. */
export function checkinCode({ secretBox }: Pick<Context, 'secretBox'>, eventId: string): string {
  return secretBox.derive(`events.checkin:${eventId}`).toString('base64url').slice(0, 22)
}

/** A manager gives a place, takes it, or says that somebody was, or was not, there. */
export async function setStatus(
  context: Context,
  id: string,
  { userId, status }: { userId: string; status: 'confirmed' | 'waitlist' | 'no_show' },
): Promise<Changed> {
  return change(context, id, {}, (scene) => {
    requireManager(scene)
    const mine = scene.signups.find(({ user_id }) => user_id === userId)
    const rulings = {
      confirmed:
        mine?.status === 'no_show'
          ? 'undo_no_show'
          : mine?.status === 'pending'
            ? 'approve'
            : 'promote',
      waitlist: 'bench',
      no_show: 'no_show',
    } as const
    const decision = rule(scene, { userId, ruling: rulings[status] })
    return { decision, extra: { userId } }
  })
}
