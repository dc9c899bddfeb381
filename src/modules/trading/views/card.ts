/** A title with lines of names and values, as an embed shows them. */
export type Card = {
  title: string
  fields: readonly { name: string; value: string; inline?: boolean }[]
  /** A link to the page where more of it is. */
  url?: string
}
