import { lazy, Suspense } from 'react'
import { TextInput } from './field.tsx'
import type { Described } from './form-field.tsx'

/** Somebody who was chosen. */
export type PickedPerson = { id: string; name: string }

/** How a person is chosen. */
export type PersonPickerProps = {
  /** The server whose members are searched; empty while none is chosen. */
  guildId: string
  described: Described
  onPick: (person: PickedPerson) => void
}

const LazyPicker = lazy(() =>
  import('./person-picker-parts.tsx').then((file) => ({ default: file.PersonPickerParts })),
)

/**
 * A field that finds members of a server by the beginning of their names; a Discord id is taken,
 * too. It empties itself for the next one. Loaded after the first paint.
 */
export function PersonPicker(props: PersonPickerProps) {
  return (
    <Suspense fallback={<TextInput {...props.described} disabled />}>
      <LazyPicker {...props} />
    </Suspense>
  )
}
