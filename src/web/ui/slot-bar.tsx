import { classes } from './classes.ts'

/** Above this many places single segments become too thin to see, and one bar is drawn. */
const mostSegments = 12

/**
 * How many places of a party are taken: the number as text and as a bar. `label` names the bar and
 * `valueText` says it in words ("3 of 5 places taken").
 */
export function SlotBar(props: { value: number; max: number; label: string; valueText: string }) {
  const { value, max } = props
  const full = value >= max
  const fill = full ? 'bg-good' : 'bg-accent'
  return (
    <div className="flex items-center gap-3">
      <div
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- one segment per place
        role="progressbar"
        aria-label={props.label}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={Math.min(value, max)}
        aria-valuetext={props.valueText}
        className="flex h-2 min-w-0 flex-1 gap-1 overflow-hidden rounded-full forced-color-adjust-none"
      >
        {max <= mostSegments ? (
          Array.from({ length: max }, (_, index) => (
            <span
              key={index}
              className={classes(
                'flex-1 rounded-full border transition-colors',
                index < value ? `${fill} border-transparent` : 'border-control bg-sunken',
              )}
            />
          ))
        ) : (
          <span className="flex-1 rounded-full border border-control bg-sunken">
            <span
              className={classes('block h-full rounded-full', fill)}
              style={{ width: `${String((100 * Math.min(value, max)) / max)}%` }}
            />
          </span>
        )}
      </div>
      <span aria-hidden className="shrink-0 font-semibold tabular-nums">
        {value}/{max}
      </span>
    </div>
  )
}
