import { classes } from './classes.ts'

/** A grey shape where content is about to be. */
export function Skeleton(props: { className: string }) {
  return <span aria-hidden className={classes('skeleton block', props.className)} />
}
