import { linksOf, type Google } from './google.ts'
import { keyFile, oauthClient } from './identity.ts'
import { subscription, topic } from './seed.ts'

/** What a client needs to use the emulated Google, for `GET /_control/world`. */
export function describeGoogle(google: Google): Record<string, unknown> {
  const { accounts, forms, files } = google.state
  return {
    root: google.root(),
    service_account: keyFile(google.root()),
    oauth: { ...oauthClient, token_uri: `${google.root()}/token` },
    pubsub: { topic, subscription },
    accounts: [...accounts.values()],
    forms: [...forms.values()].map((form) => ({
      id: form.id,
      title: form.info.title,
      edit_url: linksOf(google, form).edit,
      responder_uri: linksOf(google, form).responder,
      short_url: linksOf(google, form).short,
      responses: form.responses.size,
      shared_with: (files.get(form.id)?.permissions ?? []).map(({ email }) => email),
    })),
  }
}
