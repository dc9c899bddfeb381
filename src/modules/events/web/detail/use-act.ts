import { useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { useSession } from '#web/session.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { event, type EventJson } from '../../contract/event.ts'
import { eventsPath, storeEvent } from '../data/cache.ts'
import { signupAnswer } from '../data/use-signup.ts'
import { useWrite } from '../data/use-write.ts'
import { useTexts, type TextKey } from '../texts.ts'
import { partsKey } from './parts.ts'

/** Steps that an event can be brought to. */
export type StateAct = 'publish' | 'start' | 'complete' | 'cancel' | 'reinstate'

/** Brings an event into another state; what the server says of it afterwards is shown at once. */
export function useStateAct(of: EventJson): {
  act: (name: StateAct, body?: object) => void
  running: boolean
} {
  const queries = useQueryClient()
  const { me } = useSession()
  const { text } = useTexts()
  const notify = useNotify()
  const { send, running } = useWrite({
    schema: event,
    refresh: [partsKey(of.id)],
    done(after, { path }) {
      storeEvent({ queries, reader: me.user }, after)
      const name = path.split('/').at(-1)
      notify('good', text(`web.events.did.${name as StateAct}`, { title: after.title }))
    },
  })
  return {
    act: (name, body) => send({ method: 'POST', path: `${eventsPath}/${of.id}/${name}`, body }),
    running: running !== null,
  }
}

/** What a manager may do with one person of an event. */
export type PersonAct =
  | { name: 'approve' | 'promote' | 'bench' | 'ban' }
  | { name: 'remove' }
  | { name: 'status'; status: 'checked_in' | 'no_show' | 'confirmed' }
  | { name: 'role'; role_id: string | null }

const either = z.union([signupAnswer, event])

/** Does something about one person of an event. */
export function usePersonAct(of: EventJson): {
  act: (userId: string, wish: PersonAct) => void
  running: boolean
} {
  const queries = useQueryClient()
  const { me } = useSession()
  const { text } = useTexts()
  const notify = useNotify()
  const { send, running } = useWrite({
    schema: either,
    refresh: [partsKey(of.id)],
    done(answer) {
      storeEvent({ queries, reader: me.user }, 'event' in answer ? answer.event : answer)
      notify('good', text('web.events.saved' satisfies TextKey))
    },
  })
  return {
    act(userId, wish) {
      const path = `${eventsPath}/${of.id}/signups/${userId}`
      if (wish.name === 'remove') return send({ method: 'DELETE', path })
      if (wish.name === 'status')
        return send({ method: 'PATCH', path, body: { status: wish.status } })
      if (wish.name === 'role')
        return send({ method: 'PATCH', path, body: { role_id: wish.role_id, waitlist: 'accept' } })
      send({ method: 'POST', path: `${path}/${wish.name}` })
    },
    running: running !== null,
  }
}
