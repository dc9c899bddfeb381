const looks = [
  { chip: 'bg-accent-soft text-accent', dot: 'bg-accent' },
  { chip: 'bg-good-soft text-good', dot: 'bg-good' },
  { chip: 'bg-warn-soft text-warn', dot: 'bg-warn' },
  { chip: 'bg-bad-soft text-bad', dot: 'bg-bad' },
  { chip: 'bg-sunken text-ink', dot: 'bg-control' },
] as const

/** The colours of a type of event; the same type always has the same, and its name stands beside. */
export function lookOf(type: string): { chip: string; dot: string } {
  let sum = 0
  for (const letter of type) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973
  return looks[sum % looks.length] ?? looks[0]
}
