import { createHash } from 'node:crypto'
import { linksOf, timestamp, type Google } from '../google.ts'
import type { Random } from '../ids.ts'
import type { StoredForm, StoredResponse, Watch } from '../state.ts'

/** A revision as one account sees it: not to be shared between accounts. */
export function revisionFor(form: StoredForm, email: string, revision = form.revision): string {
  const mark = createHash('sha256').update(`${form.id} ${email}`).digest('hex').slice(0, 8)
  return revision.toString(16).padStart(8, '0') + mark
}

/** A form as `forms.get` answers it. */
export function showForm(google: Google, form: StoredForm, email: string): object {
  const file = google.state.files.get(form.id)
  const { info, settings, publish } = form
  return {
    formId: form.id,
    info: {
      title: info.title,
      ...(info.description !== '' && { description: info.description }),
      documentTitle: file?.name ?? '',
    },
    settings: {
      ...(settings.is_quiz && { quizSettings: { isQuiz: true } }),
      emailCollectionType: settings.emails,
    },
    revisionId: revisionFor(form, email),
    responderUri: linksOf(google, form).responder,
    ...(form.items.length > 0 && { items: form.items }),
    ...(publish && { publishSettings: showPublish(publish) }),
  }
}

/** The publish settings in the API's words; what is false is left out, as Google's JSON does (assumed). */
export function showPublish({ published, accepting }: NonNullable<StoredForm['publish']>): object {
  return {
    publishState: {
      ...(published && { isPublished: true }),
      ...(accepting && { isAcceptingResponses: true }),
    },
  }
}

/** A response; lists leave the form's id out. Answers come in no order, since they are a map (assumed). */
export function showResponse(response: StoredResponse, random: Random, formId?: string): object {
  const answers = Object.entries(response.answers)
  const inSomeOrder = random() < 0.5 ? answers : answers.toReversed()
  return {
    ...(formId !== undefined && { formId }),
    responseId: response.id,
    createTime: timestamp(response.created),
    lastSubmittedTime: timestamp(response.submitted),
    ...(response.email !== null && { respondentEmail: response.email }),
    answers: Object.fromEntries(
      inSomeOrder.map(([questionId, texts]) => [
        questionId,
        { questionId, textAnswers: { answers: texts.map((value) => ({ value })) } },
      ]),
    ),
  }
}

/** A watch. */
export function showWatch(watch: Watch, now: number): object {
  return {
    id: watch.id,
    target: { topic: { topicName: watch.topic } },
    eventType: watch.event,
    createTime: timestamp(watch.created),
    expireTime: timestamp(watch.expires),
    state: watch.expires > now ? 'ACTIVE' : 'SUSPENDED',
  }
}
