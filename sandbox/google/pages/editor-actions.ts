import { deleteResponse, setAccepting, unshareFile } from '../acts.ts'
import { invalid } from '../errors.ts'
import type { Change } from '../forms/batch.ts'
import { changeForm } from '../forms/change.ts'
import type { Item } from '../forms/items.ts'
import type { Google } from '../google.ts'
import { shareFile } from '../seed.ts'
import type { StoredForm } from '../state.ts'

/** The kinds of questions that the editor offers. */
export const kinds = [
  'text',
  'paragraph',
  'radio',
  'checkbox',
  'dropdown',
  'scale',
  'date',
  'time',
  'page',
] as const

const choiceTypes = { radio: 'RADIO', checkbox: 'CHECKBOX', dropdown: 'DROP_DOWN' } as const

function choiceOf(kind: keyof typeof choiceTypes, options: string): Item['questionItem'] {
  const values = options.split('\n').map((line) => line.trim())
  return {
    question: {
      choiceQuestion: {
        type: choiceTypes[kind],
        options: values.filter((value) => value !== '').map((value) => ({ value })),
      },
    },
  }
}

function questionOf(kind: string, options: string): Partial<Item> {
  switch (kind) {
    case 'paragraph':
      return { questionItem: { question: { textQuestion: { paragraph: true } } } }
    case 'radio':
    case 'checkbox':
    case 'dropdown':
      return { questionItem: choiceOf(kind, options) }
    case 'scale':
      return { questionItem: { question: { scaleQuestion: { low: 1, high: 5 } } } }
    case 'date':
      return { questionItem: { question: { dateQuestion: { includeYear: true } } } }
    case 'time':
      return { questionItem: { question: { timeQuestion: {} } } }
    case 'page':
      return { pageBreakItem: {} }
    default:
      return { questionItem: { question: { textQuestion: {} } } }
  }
}

function added(form: StoredForm, fields: URLSearchParams): Change {
  const title = fields.get('title') ?? ''
  const item: Item = { title, ...questionOf(fields.get('kind') ?? '', fields.get('options') ?? '') }
  if (item.questionItem && fields.has('required')) item.questionItem.question.required = true
  return { createItem: { item, location: { index: form.items.length } } }
}

function emailsChange(value: string | null): Change | undefined {
  const wanted = (['DO_NOT_COLLECT', 'VERIFIED', 'RESPONDER_INPUT'] as const).find(
    (one) => one === value,
  )
  return (
    wanted && {
      updateSettings: {
        settings: { emailCollectionType: wanted },
        updateMask: 'emailCollectionType',
      },
    }
  )
}

function requiredChange(form: StoredForm, location: { index: number }): Change {
  const current = form.items[location.index]?.questionItem?.question.required === true
  return {
    updateItem: {
      item: { questionItem: { question: { required: !current } } },
      location,
      updateMask: 'questionItem.question.required',
    },
  }
}

/** The change of the questions that a press asks for; undefined for presses that change something else. */
function changeOf(form: StoredForm, fields: URLSearchParams): Change | undefined {
  const index = Number(fields.get('index') ?? '0')
  const location = { index }
  const step = (by: number): Change => ({
    moveItem: { originalLocation: location, newLocation: { index: index + by } },
  })
  switch (fields.get('do') ?? '') {
    case 'add':
      return added(form, fields)
    case 'delete':
      return { deleteItem: { location } }
    case 'up':
      return step(-1)
    case 'down':
      return step(1)
    case 'rename': {
      const title = fields.get('title') ?? ''
      return { updateItem: { item: { title }, location, updateMask: 'title' } }
    }
    case 'required':
      return requiredChange(form, location)
    case 'title':
      return {
        updateFormInfo: {
          info: {
            title: fields.get('title') ?? '',
            description: fields.get('description') ?? '',
          },
          updateMask: 'title,description',
        },
      }
    case 'emails':
      return emailsChange(fields.get('emails'))
    default:
      return undefined
  }
}

/** Does what a press in the editor asks for. Throws 400 for what Google's editor would not let one do. */
export function actInEditor(google: Google, form: StoredForm, fields: URLSearchParams): void {
  const change = changeOf(form, fields)
  if (change) {
    changeForm(google, form, [change])
    return
  }
  const email = (fields.get('email') ?? '').trim()
  switch (fields.get('do') ?? '') {
    case 'share':
      if (!email.includes('@')) throw invalid('Not an email address')
      shareFile(google, form.id, { type: 'user', role: 'writer', email })
      return
    case 'unshare':
      unshareFile(google, form.id, email)
      return
    case 'accepting':
      setAccepting(form, fields.get('value') === 'on')
      return
    case 'settings':
      form.switches = {
        sign_in: fields.has('sign_in'),
        one_response: fields.has('one_response'),
        edit_after_submit: fields.has('edit_after_submit'),
        confirmation: fields.get('confirmation') ?? '',
      }
      return
    case 'delete_response':
      deleteResponse(google, form, fields.get('id') ?? '')
      return
    default:
      throw invalid('There is no such button')
  }
}
