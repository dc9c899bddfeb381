import { memberComponents } from './buttons.ts'
import { panelComponents, submitChange, submitTemplate } from './panel.ts'
import { recruit, submitCreate, suggestTemplate } from './recruit.ts'
import { choiceComponents, partyCommands, partySuggestions } from './recruits.ts'
import { wishCommands, wishSuggestions } from './wishes.ts'

/** Who serves which command. */
export const onCommand = { recruit, ...partyCommands, ...wishCommands }

/** Who suggests values while a command is typed. */
export const onAutocomplete = { recruit: suggestTemplate, ...partySuggestions, ...wishSuggestions }

/** What buttons and selects do, by the verb in their custom id. */
export const onComponent = { ...memberComponents, ...panelComponents, ...choiceComponents }

/** Who takes which form. */
export const onModal = {
  create: submitCreate,
  change: submitChange,
  'save-template': submitTemplate,
}
