import { Combobox as Base } from '@base-ui/react/combobox'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { z } from 'zod'
import { useShellTexts } from '../i18n/texts.tsx'
import { useApi } from '../session.tsx'
import { Avatar } from './avatar.tsx'
import { control } from './field.tsx'
import type { PersonPickerProps } from './person-picker.tsx'

const person = z.object({
  discord_user_id: z.string(),
  username: z.string(),
  display_name: z.string(),
})
type Person = z.infer<typeof person>

const found = z.object({ results: z.array(person) })
const snowflake = /^\d{17,19}$/

/** A short pause in typing is the end of a word; every letter would be a request. */
const pauseMs = 200

function useLater(value: string): string {
  const [later, setLater] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), pauseMs)
    return () => clearTimeout(timer)
  }, [value])
  return later
}

function usePeople(guildId: string, letters: string) {
  const api = useApi()
  const query = useLater(letters)
  const isId = snowflake.test(letters)
  const result = useQuery({
    queryKey: ['people', guildId, query],
    queryFn: async () =>
      (await api.get(`/api/me/guilds/${guildId}/members`, found, { query })).body.results,
    enabled: guildId !== '' && query !== '' && query === letters && !isId,
    staleTime: 30_000,
  })
  const byId: Person[] = [{ discord_user_id: letters, username: letters, display_name: letters }]
  return { people: isId ? byId : (result.data ?? []), failed: result.isError, asked: !isId }
}

function useStatus(letters: string, result: ReturnType<typeof usePeople>, loading: boolean) {
  const { text } = useShellTexts()
  if (letters === '') return text('web.people.hint')
  if (result.failed) return text('web.people.failed')
  if (loading) return text('web.loading')
  return result.people.length === 0 ? text('web.people.none') : null
}

/** The working field behind `PersonPicker`, a chunk of its own. */
export function PersonPickerParts({ guildId, described, onPick }: PersonPickerProps) {
  const [typed, setTyped] = useState('')
  const [place, setPlace] = useState<HTMLElement | null>(null)
  const letters = typed.trim().replaceAll(/^<?@!?|>$/g, '')
  const result = usePeople(guildId, letters)
  const loading = useLater(letters) !== letters
  const status = useStatus(letters, result, loading)
  return (
    <Base.Root
      items={result.people}
      filter={null}
      value={null}
      inputValue={typed}
      itemToStringLabel={(one: Person) => one.display_name}
      isItemEqualToValue={(one: Person, other: Person) =>
        one.discord_user_id === other.discord_user_id
      }
      onInputValueChange={(value) => setTyped(value)}
      onValueChange={(one: Person | null) => {
        if (!one) return
        onPick({ id: one.discord_user_id, name: one.display_name })
        setTyped('')
      }}
    >
      <Base.Input {...described} className={control} maxLength={40} disabled={guildId === ''} />
      <span ref={setPlace} className="contents" />
      {/* In place rather than at the end of the page, so that it stays inside its landmark. */}
      <Base.Portal container={place}>
        <Base.Positioner sideOffset={4} align="start" collisionPadding={12} className="z-40">
          <Base.Popup className="max-h-(--available-height) w-(--anchor-width) overflow-y-auto rounded-card border border-line bg-surface p-1 shadow-overlay">
            <Base.Status className="px-3 text-sm text-muted *:py-1.5">
              {status !== null && <p>{status}</p>}
            </Base.Status>
            <Base.List>
              {(one: Person) => (
                <Base.Item
                  key={one.discord_user_id}
                  value={one}
                  className="flex min-h-9 cursor-pointer items-center gap-2 rounded-md px-3 py-1.5 outline-none select-none data-highlighted:bg-accent-soft data-highlighted:text-accent"
                >
                  <Avatar id={one.discord_user_id} name={one.display_name} />
                  <span className="min-w-0 truncate">
                    <bdi>{one.display_name}</bdi>
                    {one.username !== one.display_name && (
                      <span className="text-muted"> @{one.username}</span>
                    )}
                  </span>
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
