import { ComponentType } from 'discord-api-types/v10'
import { z } from 'zod'

const id = z.number().int().min(0).max(2_147_483_647).optional()
const customId = z.string().min(1).max(100)
const snowflake = z.string().regex(/^\d{17,20}$/)

const textInput = z
  .object({
    type: z.literal(ComponentType.TextInput),
    id,
    custom_id: customId,
    style: z.literal([1, 2]),
    label: z.string().min(1).max(45).optional(),
    min_length: z.number().int().min(0).max(4000).optional(),
    max_length: z.number().int().min(1).max(4000).optional(),
    required: z.boolean().default(true),
    value: z.string().max(4000).nullish(),
    placeholder: z.string().max(100).nullish(),
  })
  .refine((input) => (input.min_length ?? 0) <= (input.max_length ?? 4000), {
    path: ['min_length'],
    message: 'min_length must not be greater than max_length.',
  })

const selectBase = {
  id,
  custom_id: customId,
  placeholder: z.string().max(150).nullish(),
  min_values: z.number().int().min(0).max(25).default(1),
  max_values: z.number().int().min(1).max(25).default(1),
  required: z.boolean().default(true),
  disabled: z.literal(false, 'Components in modals cannot be disabled.').optional(),
}

const emoji = z.looseObject({ name: z.string().nullish() }).optional()

const minimumFits = (group: { required: boolean; min_values: number }): boolean =>
  !group.required || group.min_values > 0
const minimumIssue = {
  path: ['min_values'],
  message: 'A required component needs a minimum of at least 1.',
}

const stringSelect = z
  .object({
    ...selectBase,
    type: z.literal(ComponentType.StringSelect),
    options: z
      .array(
        z.object({
          label: z.string().min(1).max(100),
          value: z.string().min(1).max(100),
          description: z.string().max(100).nullish(),
          emoji,
          default: z.boolean().optional(),
        }),
      )
      .min(1)
      .max(25),
  })
  .refine(minimumFits, minimumIssue)

const autoSelect = z
  .object({
    ...selectBase,
    type: z.literal([
      ComponentType.UserSelect,
      ComponentType.RoleSelect,
      ComponentType.MentionableSelect,
      ComponentType.ChannelSelect,
    ]),
    channel_types: z.array(z.number().int()).optional(),
    default_values: z
      .array(z.object({ id: snowflake, type: z.enum(['user', 'role', 'channel']) }))
      .max(25)
      .optional(),
  })
  .refine(minimumFits, minimumIssue)

const fileUpload = z
  .object({
    type: z.literal(ComponentType.FileUpload),
    id,
    custom_id: customId,
    min_values: z.number().int().min(0).max(10).default(1),
    max_values: z.number().int().min(1).max(10).default(1),
    required: z.boolean().default(true),
    file_types: z
      .array(z.string().regex(/^(image|video|audio|\.[\w.-]+)$/))
      .max(10)
      .optional(),
  })
  .refine(minimumFits, minimumIssue)

const choice = z.object({
  value: z.string().min(1).max(100),
  label: z.string().min(1).max(100),
  description: z.string().max(100).nullish(),
  default: z.boolean().optional(),
})

const radioGroup = z.object({
  type: z.literal(ComponentType.RadioGroup),
  id,
  custom_id: customId,
  required: z.boolean().default(true),
  options: z.array(choice).min(2).max(10),
})

const checkboxGroup = z
  .object({
    type: z.literal(ComponentType.CheckboxGroup),
    id,
    custom_id: customId,
    required: z.boolean().default(true),
    min_values: z.number().int().min(0).max(10).default(1),
    max_values: z.number().int().min(1).max(10).optional(),
    options: z.array(choice).min(1).max(10),
  })
  .refine(minimumFits, minimumIssue)

const checkbox = z.object({
  type: z.literal(ComponentType.Checkbox),
  id,
  custom_id: customId,
  default: z.boolean().optional(),
})

const field = z.discriminatedUnion('type', [
  textInput.refine((input) => input.label === undefined, {
    path: ['label'],
    message: 'A text input in a label has no label of its own.',
  }),
  stringSelect,
  autoSelect,
  fileUpload,
  radioGroup,
  checkboxGroup,
  checkbox,
])

const label = z.object({
  type: z.literal(ComponentType.Label),
  id,
  label: z.string().min(1).max(45),
  description: z.string().max(100).nullish(),
  component: field,
})

const textDisplay = z.object({
  type: z.literal(ComponentType.TextDisplay),
  id,
  content: z.string().min(1).max(4000),
})

const row = z.object({
  type: z.literal(ComponentType.ActionRow),
  id,
  components: z
    .array(
      textInput.refine((input) => input.label !== undefined, {
        path: ['label'],
        message: 'This field is required',
      }),
    )
    .length(1),
})

const component = z.discriminatedUnion('type', [label, textDisplay, row])

/** One component with a value inside a modal. */
export type ModalField = z.infer<typeof field>
/** One top-level component of a modal. */
export type ModalComponent = z.infer<typeof component>

/**
 * The data of callback type 9 (https://docs.discord.com/developers/components/using-modal-components): a label or an
 * old action row around each field, text displays beside them, 1 to 5 in all, custom ids unique.
 */
export const modalSchema = z
  .object({
    custom_id: customId,
    title: z.string().min(1).max(45),
    components: z.array(component).min(1).max(5),
  })
  .superRefine((modal, context) => {
    const seen = new Set<string>()
    for (const [index, entry] of modal.components.entries()) {
      const found = fieldOf(entry)
      if (found === undefined) continue
      if (seen.has(found.custom_id))
        context.addIssue({
          code: 'custom',
          path: ['components', index],
          message: 'Component custom id cannot be duplicated',
        })
      seen.add(found.custom_id)
    }
  })

/** A modal as a bot asked for it, defaults filled in. */
export type Modal = z.infer<typeof modalSchema>

/** The field that a top-level component carries, if any. */
export function fieldOf(entry: ModalComponent): ModalField | undefined {
  if (entry.type === ComponentType.Label) return entry.component
  if (entry.type === ComponentType.ActionRow) return entry.components[0]
  return undefined
}
