import { fold } from '#core/fold.ts'
import type { FormState } from '../contract/form.ts'
import type {
  AutocompleteCall,
  Call,
  CommandCall,
  ComponentCall,
  Handler,
  ModalCall,
} from '#discord/part.ts'
import { cut } from '#discord/message.ts'
import { isAddressLike } from '../rules/address.ts'
import { answerByButton } from '../service/answer.ts'
import { createForm } from '../service/create.ts'
import { edit } from '../service/edit.ts'
import { zoneOf } from '../service/fields.ts'
import { myForms, setDirect } from '../service/my.ts'
import { remove } from '../service/publish.ts'
import { addQuestions } from '../service/questions.ts'
import { listManaged } from '../service/reading.ts'
import { manageForm, requireManager } from '../service/rights.ts'
import type { Form } from '../store/forms.ts'
import { formModal } from '../views/modal.ts'
import { note } from '../views/parts.ts'
import {
  addedNote,
  answerNote,
  createdNote,
  doneNote,
  formMenu,
  helpNote,
  myNote,
} from '../views/private.ts'
import { t } from '../views/texts.ts'
import { actions, showStatus, typedDeadline, type ActionName } from './actions.ts'
import { filledIn, guildOf } from './input.ts'
import { command, doing, inPlace, whisper } from './shared.ts'

/** In which states a form is offered for what. */
const offered: Record<ActionName, readonly FormState[]> = {
  edit: ['draft', 'published', 'closed'],
  publish: ['draft'],
  close: ['published'],
  reopen: ['closed'],
  delete: ['draft', 'published', 'expired', 'closed'],
  status: ['published', 'expired', 'closed'],
  remind: ['published'],
  sync: ['published', 'expired', 'closed'],
  stats: ['published', 'expired', 'closed'],
  export: ['published', 'expired', 'closed'],
  repair: ['published', 'expired', 'closed'],
}

const names = Object.keys(actions) as ActionName[]

/** Forms of a guild that can be chosen for something. */
function choose(call: Call, action: ActionName): Promise<Form[]> {
  return listManaged(call.context, guildOf(call), offered[action])
}

function menuOf(action: ActionName): string {
  return action === 'delete' ? 'form_delete_select' : `fm:1:pick-${action}:0`
}

async function menu(call: Call, action: ActionName, page: number) {
  const forms = await choose(call, action)
  return inPlace(call, formMenu(action, forms, { page, customId: menuOf(action) }, call.context))
}

/** A sub-command on one form: the one that was named, else one out of a menu. */
function onForm(action: ActionName): Handler<CommandCall> {
  return command<CommandCall>((call) => {
    const { form } = call.options
    return typeof form === 'string' && form !== ''
      ? actions[action](call, { id: form, options: call.options })
      : menu(call, action, 0)
  })
}

function onPick(action: ActionName): Handler<ComponentCall> {
  return doing<ComponentCall>((call) => {
    const [value = ''] = call.values
    const page = /^page:(\d{1,3})$/.exec(value)?.[1]
    if (page !== undefined) return menu(call, action, Number(page))
    return actions[action](call, { id: value, options: {} })
  })
}

const create = command<CommandCall>(async (call) => {
  await requireManager(call.context, guildOf(call))
  const empty = { googleFormUrl: '', deadline: '', targetRoles: [] }
  const values = { ...empty, isAnonymous: false, allowEdit: true }
  return { type: 'modal', modal: formModal(call.context.locale, null, values) }
})

const submitCreate = doing<ModalCall>(async (call) => {
  const { google_form_url, ...rest } = filledIn(call)
  // What is no address is the title of a form that is to be made.
  const what = isAddressLike(google_form_url)
    ? { google_form_url }
    : { title: google_form_url, template: 'survey' as const }
  const body = { guild_id: guildOf(call), ...rest, ...what }
  return whisper(createdNote(await createForm(call.context, body), call.context))
})

const submitEdit = doing<ModalCall>(async (call) => {
  const { google_form_url: _, deadline, ...patch } = filledIn(call)
  const { form } = await manageForm(call.context, call.id)
  // What was left as it stood there is no other deadline, even when it is over.
  const isKept = deadline === typedDeadline(form.deadline, zoneOf(call.context))
  const wish = { ...patch, ...(!isKept && { deadline: deadline || null }) }
  const seen = await edit(call.context, call.id, wish)
  return whisper(doneNote('done.edited', seen, call.context))
})

// Who takes a link, and when, is not to be found out of anonymous forms.
const untraced = { untraced: true }

const answer = doing<ComponentCall>(async (call) => {
  const link = await answerByButton(call.context, call.id, guildOf(call))
  return whisper(answerNote(link, call.context))
}, untraced)

/** Those that have ended are on the page. */
const openToMe = (call: Call) => myForms(call.context, guildOf(call), ['published'])

const mine = command<CommandCall>(async (call) => {
  return whisper(myNote(await openToMe(call), call.context))
})

const pickMine = doing<ComponentCall>(async (call) => {
  const link = await answerByButton(call.context, call.values[0] ?? '', guildOf(call))
  return whisper(answerNote(link, call.context))
}, untraced)

const prefer = doing<ComponentCall>(async (call) => {
  await setDirect(call.context, call.id === 'on')
  return inPlace(call, myNote(await openToMe(call), call.context))
})

const additems = doing<ComponentCall>(async (call) => {
  const wish = { add: ['code', 'name', 'student_id'] as const, dry_run: false }
  const { added } = await addQuestions(call.context, call.id, wish)
  return inPlace(call, addedNote(call.id, added, call.context))
})

const previewItems = doing<ComponentCall>(async (call) => {
  const wish = { add: ['code', 'name', 'student_id'] as const, dry_run: true }
  const { added } = await addQuestions(call.context, call.id, wish)
  return inPlace(call, addedNote(call.id, added, call.context, true))
})

const confirmDelete = doing<ComponentCall>(async (call) => {
  const { title } = await remove(call.context, call.id)
  return inPlace(call, note(t(call.context.locale, 'done.deleted', { title })))
})

const cancelDelete = doing<ComponentCall>(async (call) =>
  inPlace(call, note(t(call.context.locale, 'done.kept'))),
)

const statusButton = doing<ComponentCall>(async (call) => {
  // The panel stays as it is: its button answers beside it.
  const beside = { ...call, message: null }
  return showStatus(beside, { id: call.id, options: {} })
})

const help = command<CommandCall>(async (call) => whisper(helpNote(call.context)))

const suggest = (action: ActionName): Handler<AutocompleteCall> =>
  doing<AutocompleteCall>(async (call) => {
    const typed = fold(String(call.options['form'] ?? ''))
    const forms = await choose(call, action)
    const found = forms.filter(({ title }) => fold(title).includes(typed))
    const choices = found.slice(0, 25).map((form) => ({
      name: cut(form.title, 100) || form.id,
      value: form.id,
    }))
    return { type: 'choices', choices }
  })

const each = <T>(make: (name: ActionName) => T, key: (name: ActionName) => string) =>
  Object.fromEntries(names.map((name) => [key(name), make(name)]))

/** Who serves which command. */
export const onCommand = {
  'form create': create,
  'form my': mine,
  'form help': help,
  ...each(onForm, (name) => `form ${name}`),
}

/** Who suggests values while a command is typed. */
export const onAutocomplete = each(suggest, (name) => `form ${name}`)

/** What buttons and selects do, by verb. */
export const onComponent = {
  answer,
  status: statusButton,
  my: pickMine,
  direct: prefer,
  additems: previewItems,
  'additems-now': additems,
  'delete-select': onPick('delete'),
  'delete-confirm': confirmDelete,
  'delete-cancel': cancelDelete,
  ...each(onPick, (name) => `pick-${name}`),
}

/** Who takes which form. */
export const onModal = { create: submitCreate, edit: submitEdit }
