import { classes } from './classes.ts'

const tints = [
  'bg-accent-soft text-accent',
  'bg-good-soft text-good',
  'bg-warn-soft text-warn',
  'bg-bad-soft text-bad',
]

const hidden = 'bg-sunken text-muted'

function tintOf(id: string): string {
  let sum = 0
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 9973
  return tints[sum % tints.length] ?? hidden
}

/** The first letter of a name as people of any script read it; "?" for a hidden name. */
export function initialOf(name: string | null): string {
  const first = name && [...new Intl.Segmenter().segment(name.trim())][0]?.segment
  return first ? first.toLocaleUpperCase() : '?'
}

/** A person as a disc with an initial; the name must stand beside it or be given to readers. */
export function Avatar(props: { id: string; name: string | null; size?: 'small' | 'large' }) {
  return (
    <span
      aria-hidden
      className={classes(
        'inline-flex shrink-0 items-center justify-center rounded-full font-semibold select-none',
        props.size === 'large' ? 'size-9 text-base' : 'size-6 text-xs',
        props.name === null ? hidden : tintOf(props.id),
      )}
    >
      {initialOf(props.name)}
    </span>
  )
}
