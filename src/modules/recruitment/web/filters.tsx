import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useSession } from '#web/session.tsx'
import { Field, Switch, TextInput } from '#web/ui/field.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import { statuses, type ChangeSearch, type ListSearch } from './list-search.ts'
import { useTexts } from './texts.ts'

function SearchField(props: { value: string; onChange: (value: string) => void }) {
  const { text } = useTexts()
  const { value, onChange } = props
  const [typed, setTyped] = useState(value)
  const [shown, setShown] = useState(value)
  if (shown !== value) {
    setShown(value)
    setTyped(value)
  }
  useEffect(() => {
    if (typed === value) return undefined
    // Every letter would be a request; a short pause in typing is the end of a word.
    const timer = setTimeout(() => onChange(typed), 250)
    return () => clearTimeout(timer)
  }, [typed, value, onChange])
  return (
    <Field label={text('web.recruitment.filter.search')}>
      {(id) => (
        <div className="relative">
          <TextInput
            id={id}
            type="search"
            maxLength={100}
            placeholder={text('web.recruitment.filter.search_hint')}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          <Search
            size={16}
            aria-hidden
            className="pointer-events-none absolute top-2.5 right-3 text-muted"
          />
        </div>
      )}
    </Field>
  )
}

/** The filters above the list; every one of them is in the address. */
export function Filters(props: { search: ListSearch; onChange: ChangeSearch }) {
  const { text } = useTexts()
  const { me } = useSession()
  const { search, onChange } = props
  return (
    <search className="flex flex-wrap items-end gap-x-4 gap-y-3">
      <Segmented
        label={text('web.recruitment.filter.status')}
        name="status"
        value={search.status}
        options={statuses.map((value) => ({
          value,
          label: text(`web.recruitment.filter.${value}`),
        }))}
        onChange={(value) =>
          onChange({ status: value === 'open' ? undefined : value, page: undefined })
        }
      />
      <div className="min-w-0 flex-1 basis-52 sm:max-w-72">
        <SearchField
          value={search.search}
          onChange={(value) => onChange({ search: value || undefined, page: undefined })}
        />
      </div>
      <Switch
        label={text('web.recruitment.filter.has_space')}
        checked={search.has_space}
        onChange={(value) => onChange({ has_space: value ? 'true' : undefined, page: undefined })}
      />
      {me.user && (
        <Switch
          label={text('web.recruitment.filter.mine')}
          checked={search.mine}
          onChange={(value) => onChange({ mine: value ? 'true' : undefined, page: undefined })}
        />
      )}
    </search>
  )
}
