/** The data cannot be used as it is. The message says why and what helps, and is all that is shown. */
export class DataError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'DataError'
  }
}
