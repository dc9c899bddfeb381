import { handler, type CommandCall, type ModalCall } from '#discord/part.ts'
import { createForm } from '../service/create.ts'
import { takeCommand } from '../service/limits.ts'
import { requireManager } from '../service/rights.ts'
import type { SeenForm } from '../views/json.ts'
import { formModal } from '../views/modal.ts'
import { createdNote } from '../views/private.ts'
import { filledIn, guildOf } from './input.ts'

/** `/form create`: opens the form for a new form. */
const create = handler<CommandCall, null>({
  async perform(call) {
    await takeCommand(call.context)
    await requireManager(call.context, guildOf(call))
    return null
  },
  answer: (_, call) => ({
    type: 'modal',
    modal: formModal(call.context.locale, null, {
      googleFormUrl: '',
      deadline: '',
      targetRoles: [],
      isAnonymous: false,
      allowEdit: true,
    }),
  }),
})

const submitCreate = handler<ModalCall, SeenForm>({
  perform: (call) => createForm(call.context, { guild_id: guildOf(call), ...filledIn(call) }),
  answer: (seen, call) => ({
    type: 'reply',
    message: createdNote(seen, call.context),
    ephemeral: true,
  }),
})

/** Who serves which command. */
export const onCommand = { 'form create': create }

/** Who takes which form. */
export const onModal = { create: submitCreate }
