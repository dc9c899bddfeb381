import type { Context } from '#core/context.ts'
import { googleAccess } from '#core/google/account.ts'
import { googleSettings } from '#core/google/settings.ts'
import { isGoogleFailure } from '#core/google/errors.ts'
import { openWatches, type Watches } from '../clients/google/watches.ts'
import { knownAs } from '../store/forms.ts'
import { dueWatches, saveWatch, type Watch } from '../store/watches.ts'

const dayMs = 24 * 3_600_000
/** Watches live for a week; they are renewed two days before. */
const renewMs = 5 * dayMs
/** After a refusal it is tried again so much later; until then Google is polled as usual. */
const againMs = 3_600_000

type Place = { watches: Watches; topic: string; subscription: string }

/** Null where nothing was set up: then Google is polled alone. */
function placeOf(context: Context): Place | null {
  const settings = context.settings(googleSettings)
  const topic = settings.GOOGLE_PUBSUB_TOPIC
  const subscription = settings.GOOGLE_PUBSUB_SUBSCRIPTION
  if (topic === undefined || subscription === undefined) return null
  return { watches: openWatches(googleAccess(context)), topic, subscription }
}

async function make({ watches, topic }: Place, watch: Watch): Promise<string> {
  const { google_id, event, watch_id } = watch
  if (watch_id === null) return watches.create(google_id, event, topic)
  try {
    await watches.renew(google_id, watch_id)
    return watch_id
  } catch (error) {
    if (!isGoogleFailure(error, 'not_found')) throw error
    return watches.create(google_id, event, topic)
  }
}

/** Makes and renews the watches of open forms. What Google refuses is tried again later. */
export async function keepWatches(context: Context): Promise<void> {
  const place = placeOf(context)
  if (!place) return
  const { database, clock, log } = context
  for (const watch of await dueWatches(database, clock.now())) {
    const { form_id, event } = watch
    let saved = { form_id, event, watch_id: watch.watch_id, renew_at: clock.now() + againMs }
    try {
      const watch_id = await make(place, watch)
      saved = { ...saved, watch_id, renew_at: clock.now() + renewMs }
    } catch (error) {
      if (!isGoogleFailure(error)) throw error
      log.info({ form: form_id, event, outcome: error.outcome }, 'Google keeps no watch')
    }
    await database.write((tx) => saveWatch(tx, saved))
  }
}

/** Forms of which Google says that something has changed; each notice is heard once. */
export async function noticedForms(context: Context): Promise<string[]> {
  const place = placeOf(context)
  if (!place) return []
  const { watches, subscription } = place
  try {
    const notices = await watches.pull(subscription)
    if (notices.length === 0) return []
    const ids: (string | null)[] = []
    for (const formId of new Set(notices.map(({ form_id }) => form_id))) {
      ids.push(await knownAs(context.database, formId))
    }
    // A notice says only that it is worth to look: what a crash swallows is found by polling.
    await watches.acknowledge(
      subscription,
      notices.map(({ ack }) => ack),
    )
    return ids.filter((id) => id !== null)
  } catch (error) {
    if (!isGoogleFailure(error)) throw error
    context.log.info({ outcome: error.outcome }, 'notices could not be pulled')
    return []
  }
}
