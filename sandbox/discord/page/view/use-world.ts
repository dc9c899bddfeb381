import { useCallback, useEffect, useMemo, useState } from 'react'
import { readClock, readWorld } from '../state/control.ts'
import type { Now } from '../ui/clock.tsx'
import type { Persona, WorldInfo } from '../wire/control.ts'

const clockEveryMs = 15_000

/** The world's clock, kept near the server's by asking now and then. */
export function useWorldClock(systemNow: Now): { now: Now; put: (now: number) => void } {
  const [offset, setOffset] = useState(0)
  const put = useCallback((now: number) => setOffset(now - systemNow()), [systemNow])
  useEffect(() => {
    const read = (): void => {
      readClock().then(put, () => undefined)
    }
    read()
    const timer = setInterval(read, clockEveryMs)
    return () => clearInterval(timer)
  }, [put])
  const now = useCallback(() => systemNow() + offset, [systemNow, offset])
  return { now, put }
}

function hasToken(one: WorldInfo['users'][number]): one is Persona {
  return typeof one.token === 'string' && one.bot !== true
}

/** The world and everybody one can act as; `failed` when it cannot be read. */
export function useWorld(): {
  world: WorldInfo | null
  people: readonly Persona[]
  failed: boolean
  reload: () => void
} {
  const [world, setWorld] = useState<WorldInfo | null>(null)
  const [failed, setFailed] = useState(false)
  const reload = useCallback(() => {
    readWorld().then(
      (read) => {
        setWorld(read)
        setFailed(false)
      },
      () => setFailed(true),
    )
  }, [])
  useEffect(reload, [reload])
  const people = useMemo(() => world?.users.filter(hasToken) ?? [], [world])
  return { world, people, failed, reload }
}
