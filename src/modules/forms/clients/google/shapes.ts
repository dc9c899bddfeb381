import { z } from 'zod'

const option = z.looseObject({ value: z.string().default(''), isOther: z.boolean().optional() })

/** A question inside an item (forms.googleapis.com v1, `Question`). */
export const googleQuestion = z.looseObject({
  questionId: z.string(),
  required: z.boolean().default(false),
  textQuestion: z.object({ paragraph: z.boolean().optional() }).optional(),
  choiceQuestion: z
    .looseObject({ type: z.string().default('RADIO'), options: z.array(option).default([]) })
    .optional(),
  scaleQuestion: z
    .looseObject({ low: z.number().default(0), high: z.number().default(0) })
    .optional(),
  ratingQuestion: z.looseObject({ ratingScaleLevel: z.number().default(5) }).optional(),
  dateQuestion: z.looseObject({}).optional(),
  timeQuestion: z.looseObject({}).optional(),
  fileUploadQuestion: z.looseObject({}).optional(),
  rowQuestion: z.looseObject({ title: z.string().default('') }).optional(),
})

/** An item of a form. */
export const googleItem = z.looseObject({
  itemId: z.string(),
  title: z.string().default(''),
  questionItem: z.looseObject({ question: googleQuestion }).optional(),
  questionGroupItem: z
    .looseObject({
      questions: z.array(googleQuestion).default([]),
      grid: z
        .looseObject({
          columns: z.looseObject({ options: z.array(option).default([]) }).optional(),
        })
        .optional(),
    })
    .optional(),
  pageBreakItem: z.looseObject({}).optional(),
})
/** An item of a form. */
export type GoogleItem = z.infer<typeof googleItem>

/** A form as `forms.get` shows it. */
export const googleForm = z.looseObject({
  formId: z.string(),
  revisionId: z.string().default(''),
  responderUri: z.string().optional(),
  linkedSheetId: z.string().optional(),
  info: z.looseObject({ title: z.string().default(''), description: z.string().default('') }),
  items: z.array(googleItem).default([]),
  settings: z.looseObject({ emailCollectionType: z.string().optional() }).optional(),
  publishSettings: z
    .looseObject({
      publishState: z
        .looseObject({
          isPublished: z.boolean().default(false),
          isAcceptingResponses: z.boolean().default(false),
        })
        .optional(),
    })
    .optional(),
})
/** A form as `forms.get` shows it. */
export type GoogleForm = z.infer<typeof googleForm>

const answer = z.looseObject({
  textAnswers: z
    .looseObject({ answers: z.array(z.looseObject({ value: z.string().default('') })).default([]) })
    .optional(),
  fileUploadAnswers: z
    .looseObject({
      answers: z.array(z.looseObject({ fileName: z.string().default('') })).default([]),
    })
    .optional(),
})

/** A response as the API shows it. */
export const googleResponse = z.looseObject({
  responseId: z.string(),
  createTime: z.iso.datetime({ offset: true }),
  lastSubmittedTime: z.iso.datetime({ offset: true }),
  answers: z.record(z.string(), answer).default({}),
})
/** A response as the API shows it. */
export type GoogleResponse = z.infer<typeof googleResponse>

/** A page of responses. */
export const responsesPage = z.looseObject({
  responses: z.array(googleResponse).default([]),
  nextPageToken: z.string().optional(),
})

/** What a batch of changes came to. */
export const batchAnswer = z.looseObject({
  form: googleForm.optional(),
  writeControl: z.looseObject({ requiredRevisionId: z.string().optional() }).optional(),
})
