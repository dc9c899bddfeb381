import { ExternalLink, LoaderCircle, Paperclip } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTexts } from '../../locales/context.tsx'
import { answerComponent } from '../../state/interactions.ts'
import { guildOfChannel } from '../../state/model.ts'
import { Markdown } from '../../text/Markdown.tsx'
import { Button, buttonShape, tones, type Tone } from '../../ui/Button.tsx'
import { Picker } from '../../ui/Picker.tsx'
import type { Component, Message } from '../../wire/message.ts'
import { usePane, usePaneState } from '../context.tsx'
import { cssColor } from './Embed.tsx'
import { emojiText } from './emoji.ts'
import { Picture } from './Picture.tsx'
import { componentTypes, isSelect, presetValues, selectOptions } from './select-options.ts'

type Props = { component: Component; message: Message }

const buttonTones: readonly Tone[] = [
  'secondary',
  'primary',
  'secondary',
  'success',
  'danger',
  'link',
]
const linkStyle = 5

function useIsPending(message: Message, component: Component): boolean {
  const { pending } = usePaneState()
  return [...pending.values()].some(
    (one) =>
      one.failure === undefined && one.messageId === message.id && one.name === component.custom_id,
  )
}

function ButtonView({ component, message }: Props) {
  const { client } = usePane()
  const isPending = useIsPending(message, component)
  const emoji = emojiText(component.emoji)
  const tone = buttonTones[component.style ?? 2] ?? 'secondary'
  const label = (
    <>
      {emoji && <span aria-hidden={component.label ? 'true' : undefined}>{emoji}</span>}
      {component.label && <span className="min-w-0 break-words">{component.label}</span>}
    </>
  )
  if (component.style === linkStyle && component.url)
    return (
      <a
        href={component.url}
        target="_blank"
        rel="noreferrer"
        className={`${buttonShape} ${tones.link}`}
      >
        {label}
        <ExternalLink aria-hidden="true" className="size-3.5" />
      </a>
    )
  return (
    <Button
      tone={tone}
      disabled={component.disabled ?? false}
      aria-busy={isPending}
      onClick={() => !isPending && void answerComponent(client, message, { component })}
    >
      {isPending && <LoaderCircle aria-hidden="true" className="size-3.5 animate-spin" />}
      {label}
    </Button>
  )
}

function SelectView({ component, message }: Props) {
  const t = useTexts()
  const { client } = usePane()
  const guild = guildOfChannel(usePaneState(), message.channel_id)
  const placeholder = component.placeholder ?? t.choose
  return (
    <div className="w-full max-w-sm">
      <Picker
        // A message that was edited shows its presets again.
        key={message.edited_timestamp ?? ''}
        label={placeholder}
        placeholder={placeholder}
        options={selectOptions(component, guild)}
        values={presetValues(component)}
        min={component.min_values ?? 1}
        max={component.max_values ?? 1}
        disabled={component.disabled ?? false}
        onPick={(values) => void answerComponent(client, message, { component, values })}
      />
    </div>
  )
}

function Hidden({ spoiler, children }: { spoiler: boolean; children: ReactNode }) {
  const t = useTexts()
  const [shown, setShown] = useState(!spoiler)
  return shown ? children : <Button onClick={() => setShown(true)}>{t.spoiler}</Button>
}

function Section({ component, message }: Props) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-2">
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <ComponentList components={component.components ?? []} message={message} />
      </div>
      {component.accessory && <ComponentView component={component.accessory} message={message} />}
    </div>
  )
}

function Container({ component, message }: Props) {
  const color = component.accent_color
  return (
    <Hidden spoiler={component.spoiler ?? false}>
      <div
        className="flex max-w-xl flex-col gap-2 rounded-lg border border-line bg-side p-3"
        style={
          color === null || color === undefined
            ? {}
            : { borderLeftColor: cssColor(color), borderLeftWidth: 4 }
        }
      >
        <ComponentList components={component.components ?? []} message={message} />
      </div>
    </Hidden>
  )
}

function Gallery({ component }: { component: Component }) {
  return (
    <div className="flex flex-wrap gap-2">
      {(component.items ?? []).map((item, index) => (
        <Hidden key={index} spoiler={item.spoiler ?? false}>
          <Picture url={item.media.url} description={item.description} />
        </Hidden>
      ))}
    </div>
  )
}

function FileLink({ component }: { component: Component }) {
  const url = component.file?.url ?? ''
  return (
    <a href={url} className="inline-flex items-center gap-1 text-accent underline" download>
      <Paperclip aria-hidden="true" className="size-4" />
      {component.name ?? url.split('/').at(-1)}
    </a>
  )
}

function Separator({ component }: { component: Component }) {
  const space = component.spacing === 2 ? 'my-2' : 'my-0.5'
  return component.divider === false ? (
    <div className={space} />
  ) : (
    <hr className={`${space} border-line`} />
  )
}

function ComponentView({ component, message }: Props) {
  const { row, button, section, text, thumbnail, gallery, file, separator, container } =
    componentTypes
  if (isSelect(component)) return <SelectView component={component} message={message} />
  switch (component.type) {
    case row:
      return (
        <div className="flex flex-wrap gap-2">
          <ComponentList components={component.components ?? []} message={message} />
        </div>
      )
    case button:
      return <ButtonView component={component} message={message} />
    case section:
      return <Section component={component} message={message} />
    case text:
      return component.content && <Markdown text={component.content} />
    case thumbnail:
      return (
        component.media && <Picture url={component.media.url} description={component.description} />
      )
    case gallery:
      return <Gallery component={component} />
    case file:
      return <FileLink component={component} />
    case separator:
      return <Separator component={component} />
    case container:
      return <Container component={component} message={message} />
    default:
      return null
  }
}

/** Components of a message in their order. */
export function ComponentList({
  components,
  message,
}: {
  components: readonly Component[]
  message: Message
}) {
  return components.map((component, index) => (
    <ComponentView key={component.custom_id ?? index} component={component} message={message} />
  ))
}
