import type { Item } from './forms/items.ts'

/** Times are epoch milliseconds everywhere. */
type Millis = number

/** Somebody with a Google account. */
export type Account = { email: string; name: string; kind: 'person' | 'service' }

/** What somebody may do with a file. */
export type Permission = {
  id: string
  type: 'user' | 'anyone'
  role: 'owner' | 'writer' | 'reader'
  email: string | null
}

/** A file in Drive: forms and spreadsheets are files with the same id. */
export type DriveFile = {
  id: string
  name: string
  mime: string
  created: Millis
  modified: Millis
  permissions: Permission[]
  /** Made or opened by the program, so that the scope drive.file reaches it. */
  opened_by_app: boolean
  trashed: boolean
}

/** What only the settings page of a form knows; the API shows none of it. */
export type FormSwitches = {
  sign_in: boolean
  one_response: boolean
  edit_after_submit: boolean
  confirmation: string
}

/** The answers of one person. `answers` are texts by question id, in Google's formats. */
export type StoredResponse = {
  id: string
  created: Millis
  submitted: Millis
  /** The address that is shown to owners, if the form collects any. */
  email: string | null
  /** The signed-in account; never shown, it only counts for "one response". */
  account: string | null
  edit_key: string
  /** Where it stands in lists: they are in no promised order. */
  order: string
  answers: Record<string, string[]>
}

/** A watch on a form. */
export type Watch = {
  id: string
  event: 'SCHEMA' | 'RESPONSES'
  topic: string
  by: string
  created: Millis
  expires: Millis
  /** Since when a notice waits to be sent. */
  pending: Millis | null
  last_notice: Millis | null
}

/** A form. `publish` is null for legacy forms, which cannot be closed through the API. */
export type StoredForm = {
  id: string
  published_id: string
  short_link: string
  info: { title: string; description: string }
  items: Item[]
  settings: { is_quiz: boolean; emails: 'DO_NOT_COLLECT' | 'VERIFIED' | 'RESPONDER_INPUT' }
  publish: { published: boolean; accepting: boolean } | null
  /** Legacy forms are closed in the editor only. */
  legacy_accepting: boolean
  switches: FormSwitches
  /** Counts changes of the content. */
  revision: number
  /** When each account last read the revision. */
  revision_reads: Record<string, { revision: number; at: Millis }>
  responses: Map<string, StoredResponse>
  watches: Map<string, Watch>
}

/** What a cell holds: `input` is what was typed, `value` what it came to. */
export type Cell = { input: string; value: string | number | boolean; shown: string }

/** One sheet; `rows[r]` is a sparse list of cells. */
export type Sheet = {
  id: number
  title: string
  row_count: number
  column_count: number
  rows: (Cell | null)[][]
}

/** A spreadsheet; its title is that of the file. */
export type Spreadsheet = { id: string; sheets: Sheet[] }

/** A message that waits in a subscription; `leased` is until when a puller has it. */
export type QueuedMessage = {
  id: string
  published: Millis
  attributes: Record<string, string>
  leased: Millis
}

/** The emulated Google as plain data. */
export type GoogleState = {
  accounts: Map<string, Account>
  /** Public keys of service accounts by key id; a revoked key is gone. */
  keys: Map<string, { email: string; pem: string }>
  client: { id: string; secret: string }
  refresh_tokens: Map<string, { email: string; scopes: string[] }>
  access_tokens: Map<string, { email: string; scopes: string[]; expires: Millis }>
  files: Map<string, DriveFile>
  forms: Map<string, StoredForm>
  spreadsheets: Map<string, Spreadsheet>
  topics: Map<string, { created: Millis }>
  subscriptions: Map<string, { topic: string; messages: QueuedMessage[] }>
  /** Whether forms that programs create begin unpublished: so since 2026, although the reference says otherwise. */
  created_unpublished: boolean
}
