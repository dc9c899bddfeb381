/** What a command of the command line may touch. */
export type Io = {
  env: Record<string, string | undefined>
  args: readonly string[]
  /** Results, for pipes. */
  out(text: string): void
  /** Everything else. */
  err(text: string): void
}

/** A mistake in how a command was called; its text is all that is shown. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}
