import { useLanguage } from '../../locales/context.tsx'
import { Markdown, MarkdownLine } from '../../text/Markdown.tsx'
import { formatSent } from '../../text/times.ts'
import { useNow } from '../../ui/clock.tsx'
import type { Embed } from '../../wire/message.ts'
import { Picture } from './Picture.tsx'

function Fields({ fields }: { fields: NonNullable<Embed['fields']> }) {
  return (
    <dl className="grid grid-cols-6 gap-x-3 gap-y-2">
      {fields.map((field, index) => (
        <div key={index} className={field.inline ? 'col-span-6 @md:col-span-2' : 'col-span-6'}>
          <dt className="font-semibold break-words">
            <MarkdownLine text={field.name} />
          </dt>
          <dd className="break-words">
            <Markdown text={field.value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Footer({ embed }: { embed: Embed }) {
  const locale = useLanguage()
  const now = useNow()
  const at = embed.timestamp ? Date.parse(embed.timestamp) : undefined
  const parts = [embed.footer?.text, at === undefined ? undefined : formatSent(at, { now, locale })]
  const text = parts.filter(Boolean).join(' · ')
  return text === '' ? null : <p className="text-xs break-words text-muted">{text}</p>
}

/** A colour of the wire as CSS. */
export function cssColor(color: number): string {
  return `#${color.toString(16).padStart(6, '0')}`
}

/** A card in a message. */
export function EmbedView({ embed }: { embed: Embed }) {
  const { author, title, url, description, fields, image, thumbnail, color } = embed
  return (
    <article
      className="mt-1 flex max-w-xl flex-col gap-2 rounded-lg border border-l-4 border-line bg-side p-3"
      style={color === null || color === undefined ? {} : { borderLeftColor: cssColor(color) }}
    >
      {author && <p className="text-xs font-semibold">{author.name}</p>}
      {title && (
        <p className="font-semibold break-words">
          {url ? (
            <a href={url} target="_blank" rel="noreferrer" className="text-accent underline">
              <MarkdownLine text={title} />
            </a>
          ) : (
            <MarkdownLine text={title} />
          )}
        </p>
      )}
      {description && <Markdown text={description} />}
      {fields && fields.length > 0 && <Fields fields={fields} />}
      {image && <Picture url={image.url} />}
      {thumbnail && <Picture url={thumbnail.url} />}
      <Footer embed={embed} />
    </article>
  )
}
