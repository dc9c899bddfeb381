import { ButtonStyle, ComponentType } from 'discord-api-types/v10'
import { z } from 'zod'
import { color, complaint, int, intBetween, snowflake } from './forms.ts'

/** An option of a string select. */
export type SelectOption = {
  label: string
  value: string
  description?: string | undefined
  emoji?: ComponentEmoji | undefined
  default?: boolean | undefined
}

/** The emoji of a button or option. */
export type ComponentEmoji = {
  id?: string | undefined
  name: string
  animated?: boolean | undefined
}

/** Any component as a message carries it; `type` says which fields are there. `id` is unique in its message. */
export type Component = {
  type: number
  id: number
  components?: Component[] | undefined
  accessory?: Component | undefined
  custom_id?: string | undefined
  disabled?: boolean | undefined
  style?: number | undefined
  label?: string | undefined
  url?: string | undefined
  sku_id?: string | undefined
  emoji?: ComponentEmoji | undefined
  placeholder?: string | undefined
  min_values?: number | undefined
  max_values?: number | undefined
  options?: SelectOption[] | undefined
  default_values?: { id: string; type: string }[] | undefined
  channel_types?: number[] | undefined
  content?: string | undefined
  accent_color?: number | null | undefined
  spoiler?: boolean | undefined
  divider?: boolean | undefined
  spacing?: number | undefined
  description?: string | null | undefined
  media?: Media | undefined
  file?: Media | undefined
  name?: string | null | undefined
  size?: number | null | undefined
  items?: { media: Media; description?: string | null | undefined; spoiler: boolean }[] | undefined
}

/** An address of a picture or file. `id` and `proxy_url` are given when it is shown. */
export type Media = { url: string; id?: string; proxy_url?: string }

const absent = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === null ? undefined : value), schema.optional())
const id = int.default(0)
const customId = z.string().min(1).max(100)
const disabled = z.boolean().optional()

/** The emoji of a button or option: a unicode character, or the id of a custom one. */
export const componentEmoji = z
  .object({ id: absent(snowflake), name: absent(z.string()), animated: absent(z.boolean()) })
  .transform(({ name, ...rest }) => ({ ...rest, name: name ?? '_' }))

const button = z
  .object({
    type: z.literal(ComponentType.Button),
    id,
    style: intBetween(1, 6),
    label: absent(z.string().max(80)),
    emoji: absent(componentEmoji),
    custom_id: absent(customId),
    url: absent(z.string().max(512)),
    sku_id: absent(snowflake),
    disabled,
  })
  .superRefine((one, context) => {
    const must = (key: 'custom_id' | 'url' | 'sku_id', wanted: boolean): void => {
      if (wanted && one[key] === undefined)
        context.addIssue(
          complaint([key], { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }),
        )
      if (!wanted && one[key] !== undefined)
        context.addIssue(
          complaint([key], {
            code: 'BUTTON_COMPONENT_INVALID_FIELD',
            message: 'A button of this style cannot have this field',
          }),
        )
    }
    must('url', one.style === ButtonStyle.Link)
    must('sku_id', one.style === ButtonStyle.Premium)
    must('custom_id', one.style !== ButtonStyle.Link && one.style !== ButtonStyle.Premium)
    if (one.style !== ButtonStyle.Premium && !one.label && !one.emoji)
      context.addIssue(
        complaint([], {
          code: 'BUTTON_COMPONENT_EMPTY',
          message: 'A button needs a label or an emoji',
        }),
      )
  })

/** An option of a string select in a message or modal. */
export const selectOption = z.object({
  label: z.string().min(1).max(100),
  value: z.string().min(1).max(100),
  description: absent(z.string().max(100)),
  emoji: absent(componentEmoji),
  default: absent(z.boolean()),
})

const selectBase = {
  id,
  custom_id: customId,
  placeholder: absent(z.string().max(150)),
  min_values: intBetween(0, 25).default(1),
  max_values: intBetween(1, 25).default(1),
  disabled,
}
const defaultValues = absent(
  z.array(z.object({ id: snowflake, type: z.enum(['user', 'role', 'channel']) })).max(25),
)
const stringSelect = z
  .object({
    type: z.literal(ComponentType.StringSelect),
    ...selectBase,
    options: z.array(selectOption).min(1).max(25),
  })
  .superRefine(({ options, min_values, max_values }, context) => {
    const values = options.map((option) => option.value)
    for (const [index, value] of values.entries())
      if (values.indexOf(value) !== index)
        context.addIssue(
          complaint(['options', index, 'value'], {
            code: 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
            message: 'The specified option value is already used',
          }),
        )
    if (min_values > max_values || max_values > options.length)
      context.addIssue(
        complaint(['max_values'], {
          code: 'SELECT_COMPONENT_BOUNDS',
          message: 'min_values, max_values and the number of options do not fit',
        }),
      )
  })
const autoSelect = <T extends number>(type: T) =>
  z.object({ type: z.literal(type), ...selectBase, default_values: defaultValues })
const channelSelect = autoSelect(ComponentType.ChannelSelect).extend({
  channel_types: absent(z.array(int)),
})

const media = z.object({ url: z.string().min(1).max(2048) })
const textDisplay = z.object({
  type: z.literal(ComponentType.TextDisplay),
  id,
  content: z.string().min(1).max(4000),
})
const thumbnail = z.object({
  type: z.literal(ComponentType.Thumbnail),
  id,
  media,
  description: z.string().max(1024).nullable().default(null),
  spoiler: z.boolean().default(false),
})
const actionRow = z
  .object({
    type: z.literal(ComponentType.ActionRow),
    id,
    components: z
      .array(
        z.discriminatedUnion('type', [
          button,
          stringSelect,
          autoSelect(ComponentType.UserSelect),
          autoSelect(ComponentType.RoleSelect),
          autoSelect(ComponentType.MentionableSelect),
          channelSelect,
        ]),
      )
      .min(1)
      .max(5),
  })
  .superRefine(({ components }, context) => {
    if (components.length > 1 && components.some((one) => one.type !== ComponentType.Button))
      context.addIssue(
        complaint(['components'], {
          code: 'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
          message: 'A row holds up to five buttons or one select',
        }),
      )
  })
const section = z.object({
  type: z.literal(ComponentType.Section),
  id,
  components: z.array(textDisplay).min(1).max(3),
  accessory: z.discriminatedUnion('type', [button, thumbnail]),
})
const gallery = z.object({
  type: z.literal(ComponentType.MediaGallery),
  id,
  items: z
    .array(
      z.object({
        media,
        description: z.string().max(1024).nullable().default(null),
        spoiler: z.boolean().default(false),
      }),
    )
    .min(1)
    .max(10),
})
const file = z.object({
  type: z.literal(ComponentType.File),
  id,
  file: z.object({ url: z.string().regex(/^attachment:\/\//) }),
  spoiler: z.boolean().default(false),
})
const separator = z.object({
  type: z.literal(ComponentType.Separator),
  id,
  divider: z.boolean().default(true),
  spacing: intBetween(1, 2).default(1),
})
const container = z.object({
  type: z.literal(ComponentType.Container),
  id,
  components: z
    .array(
      z.discriminatedUnion('type', [actionRow, section, textDisplay, gallery, file, separator]),
    )
    .min(1),
  accent_color: color.nullable().default(null),
  spoiler: z.boolean().default(false),
})

/** Components of a message without the V2 flag: up to five rows. */
export const rowComponents = z.array(z.discriminatedUnion('type', [actionRow])).max(5)
/** Components of a message with the V2 flag. */
export const layoutComponents = z.array(
  z.discriminatedUnion('type', [
    actionRow,
    section,
    textDisplay,
    gallery,
    file,
    separator,
    container,
  ]),
)

/** Every component with those inside it, in reading order. */
export function* eachComponent(components: readonly Component[]): Generator<Component> {
  for (const component of components) {
    yield component
    yield* eachComponent(component.components ?? [])
    if (component.accessory) yield* eachComponent([component.accessory])
  }
}

/** The component with this custom id, if the message has one. */
export function findComponent(
  components: readonly Component[],
  customIdWanted: string,
): Component | undefined {
  return [...eachComponent(components)].find((component) => component.custom_id === customIdWanted)
}
