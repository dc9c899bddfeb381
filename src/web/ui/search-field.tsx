import { Search } from 'lucide-react'
import { Field, TextInput } from './field.tsx'
import { useTyped } from './typing.ts'

/** A field that narrows a list by its text; changes are told after a pause in typing. */
export function SearchField(props: {
  label: string
  placeholder?: string
  value: string
  onChange: (value: string) => void
}) {
  const [typed, setTyped] = useTyped(props)
  return (
    <Field label={props.label}>
      {(id) => (
        <div className="relative">
          <TextInput
            id={id}
            type="search"
            maxLength={100}
            placeholder={props.placeholder}
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
