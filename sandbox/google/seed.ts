import type { Clock } from '../clock.ts'
import { createGoogle, type Google } from './google.ts'
import { oauthClient, project, publicKeyPem, serviceAccount } from './identity.ts'
import { makeId, type Random } from './ids.ts'
import { addForm, changeForm } from './forms/change.ts'
import type { Item } from './forms/items.ts'
import type { Account, GoogleState, Permission } from './state.ts'

/** A form that a community begins with. It belongs to the first person. */
export type SeedForm = {
  title: string
  description: string
  items: readonly Item[]
  /** The service account may edit it. */
  shared?: boolean
  /** Made before publish settings existed. */
  legacy?: boolean
}

/** What a community has at Google. */
export type SeedGoogle = { forms: readonly SeedForm[] }

const auth = 'https://www.googleapis.com/auth'
/** Where watches may send their notices, and where those are pulled. */
export const topic = `projects/${project.id}/topics/forms`
/** See `topic`. */
export const subscription = `projects/${project.id}/subscriptions/forms`
const grantedScopes = [
  'forms.body',
  'forms.responses.readonly',
  'drive',
  'drive.file',
  'spreadsheets',
].map((name) => `${auth}/${name}`)

/** A person's address, by username. */
export function emailOf(username: string): string {
  return `${username}@gmail.example`
}

function emptyState(accounts: readonly Account[], owner: string): GoogleState {
  const { email, key_id } = serviceAccount
  const service: Account = { email, name: 'Muster', kind: 'service' }
  return {
    accounts: new Map([...accounts, service].map((one) => [one.email, one])),
    keys: new Map([[key_id, { email, pem: publicKeyPem() }]]),
    client: { id: oauthClient.client_id, secret: oauthClient.client_secret },
    refresh_tokens: new Map([[oauthClient.refresh_token, { email: owner, scopes: grantedScopes }]]),
    access_tokens: new Map(),
    files: new Map(),
    forms: new Map(),
    spreadsheets: new Map(),
    topics: new Map([[topic, { created: 0 }]]),
    subscriptions: new Map([[subscription, { topic, messages: [] }]]),
    created_unpublished: true,
  }
}

/** Lets an account into a file. */
export function shareFile(
  google: Google,
  fileId: string,
  grant: Omit<Permission, 'id'>,
): Permission | undefined {
  const file = google.state.files.get(fileId)
  if (!file) return undefined
  const before = file.permissions.find(
    (one) => one.type === grant.type && one.email === grant.email,
  )
  const permission = { id: before?.id ?? makeId.permission(google.random), ...grant }
  file.permissions = [...file.permissions.filter((one) => one !== before), permission]
  return permission
}

/** People of the community, the first one first. */
export type SeedPeople = readonly { username: string; name: string }[]

/** The emulated Google of a community as it begins. */
export function seedGoogle(
  seed: SeedGoogle,
  people: SeedPeople,
  parts: { clock: Clock; random: Random },
): GoogleState {
  const accounts = people.map(({ username, name }): Account => {
    return { email: emailOf(username), name, kind: 'person' }
  })
  const owner = accounts[0]?.email ?? emailOf('owner')
  const google = createGoogle({ ...parts, root: () => '', state: emptyState(accounts, owner) })
  for (const { title, description, items, shared, legacy } of seed.forms) {
    const form = addForm(google, {
      owner,
      title,
      publish: legacy === true ? null : { published: true, accepting: true },
    })
    changeForm(google, form, [
      { updateFormInfo: { info: { description }, updateMask: 'description' } },
      ...items.map((item, index) => ({
        createItem: { item: structuredClone(item), location: { index } },
      })),
    ])
    if (shared === true)
      shareFile(google, form.id, { type: 'user', role: 'writer', email: serviceAccount.email })
  }
  return google.state
}
