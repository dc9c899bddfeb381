import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { useApi } from '#web/session.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { note } from '../contract/person.ts'
import { type StaffRow } from '../contract/row.ts'
import { useTexts } from './texts.ts'
import { useWrite } from './use-write.ts'

const longest = 1_000

/** What managers wrote down about somebody, and a way to add to it; shown to managers alone. */
export function Notes({ row }: { row: StaffRow }) {
  const { text, instant } = useTexts()
  const api = useApi()
  const queries = useQueryClient()
  const { write, busy } = useWrite()
  const [written, setWritten] = useState('')
  const path = `/api/staff/roster/${row.id}/notes/`
  const queryKey = ['staff', 'notes', row.id]
  const { data } = useQuery({
    queryKey,
    queryFn: async () => (await api.get(path, z.array(note))).body,
    retry: false,
  })
  const again = () => void queries.invalidateQueries({ queryKey })
  const add = () =>
    write({
      method: 'POST',
      path,
      body: { text: written },
      schema: note,
      done: text('web.staff.notes.added'),
      after() {
        setWritten('')
        again()
      },
    })
  const remove = (id: number) =>
    write({ method: 'DELETE', path: `${path}${id}/`, schema: z.unknown(), after: again })
  return (
    <Card className="flex flex-col gap-3 p-4">
      <h2 className="text-lg font-semibold">{text('web.staff.notes.title')}</h2>
      <p className="text-sm text-muted">{text('web.staff.notes.help')}</p>
      <ul className="flex flex-col gap-2">
        {data?.map((one) => (
          <li key={one.id} className="flex flex-wrap items-start justify-between gap-2">
            <div className="min-w-0">
              <p className="whitespace-pre-line wrap-anywhere">{one.text}</p>
              <p className="text-sm text-muted">
                {[one.author, instant(Date.parse(one.created_at))].filter(Boolean).join(', ')}
              </p>
            </div>
            <Button busy={busy} onClick={() => remove(one.id)}>
              {text('web.staff.notes.remove')}
            </Button>
          </li>
        ))}
      </ul>
      <form
        className="flex flex-col gap-3"
        aria-label={text('web.staff.notes.add')}
        onSubmit={(event) => {
          event.preventDefault()
          add()
        }}
      >
        <FormField label={text('web.staff.notes.text')}>
          {(described) => (
            <TextInput
              {...described}
              required
              maxLength={longest}
              value={written}
              onChange={({ target }) => setWritten(target.value)}
            />
          )}
        </FormField>
        <div>
          <Button type="submit" busy={busy}>
            {text('web.staff.notes.add')}
          </Button>
        </div>
      </form>
    </Card>
  )
}
