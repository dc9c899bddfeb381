/** The mark: three people-high bars. */
export function Logo() {
  return (
    <svg viewBox="0 0 32 32" className="size-7 shrink-0" aria-hidden>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <g className="fill-on-accent">
        <rect x="6" y="14" width="4" height="10" rx="2" />
        <rect x="14" y="8" width="4" height="16" rx="2" />
        <rect x="22" y="11" width="4" height="13" rx="2" />
      </g>
    </svg>
  )
}
