import { Fragment, useState, type ReactNode } from 'react'
import { useLanguage, useTexts } from '../locales/context.tsx'
import { displayName, findChannel, guildOfChannel } from '../state/model.ts'
import { useNow } from '../ui/clock.tsx'
import { usePane, usePaneState } from '../view/context.tsx'
import { parseInline, parseMarkdown, type Block, type Inline } from './markdown.ts'
import { formatTime } from './times.ts'

const mentionShape = 'rounded bg-tint px-1 font-medium text-on-tint'

function Time({ epochSeconds, style }: { epochSeconds: number; style: string }) {
  const locale = useLanguage()
  const now = useNow()
  const at = epochSeconds * 1000
  if (Number.isNaN(new Date(at).getTime())) return null
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={formatTime(at, 'F', { now, locale })}
      className="rounded bg-hover px-1"
    >
      {formatTime(at, style, { now, locale })}
    </time>
  )
}

function Spoiler({ children }: { children: ReactNode }) {
  const t = useTexts()
  const [shown, setShown] = useState(false)
  if (shown) return <span className="rounded bg-hover px-1">{children}</span>
  return (
    <button
      type="button"
      className="rounded bg-muted px-2 text-page"
      onClick={() => setShown(true)}
    >
      {t.spoiler}
    </button>
  )
}

function Mention({ of, id }: { of: 'user' | 'role' | 'channel'; id: string }) {
  const t = useTexts()
  const { openChannel } = usePane()
  const state = usePaneState()
  const guild = state.viewing === null ? undefined : guildOfChannel(state, state.viewing)
  if (of === 'user') {
    const user = state.users.get(id)
    return <span className={mentionShape}>@{user ? displayName(user, guild) : t.unknownUser}</span>
  }
  if (of === 'role')
    return <span className={mentionShape}>@{guild?.roles.get(id)?.name ?? t.unknownRole}</span>
  const channel = findChannel(state, id)
  if (!channel) return <span className={mentionShape}>#{t.unknownChannel}</span>
  return (
    <button type="button" className={mentionShape} onClick={() => openChannel(id)}>
      #{channel.name}
    </button>
  )
}

const wrappers = { strong: 'strong', emphasis: 'em', underline: 'u', strike: 's' } as const

function InlineNode({ node }: { node: Inline }) {
  switch (node.kind) {
    case 'text':
      return node.text
    case 'strong':
    case 'emphasis':
    case 'underline':
    case 'strike': {
      const Tag = wrappers[node.kind]
      return (
        <Tag>
          <InlineNodes nodes={node.children} />
        </Tag>
      )
    }
    case 'spoiler':
      return (
        <Spoiler>
          <InlineNodes nodes={node.children} />
        </Spoiler>
      )
    case 'code':
      return <code className="rounded bg-hover px-1 font-mono text-[0.9em]">{node.text}</code>
    case 'link':
      return (
        <a href={node.url} target="_blank" rel="noreferrer" className="text-accent underline">
          <InlineNodes nodes={node.children} />
        </a>
      )
    case 'mention':
      return <Mention of={node.of} id={node.id} />
    case 'command':
      return <span className={mentionShape}>/{node.name}</span>
    case 'everyone':
      return <span className={mentionShape}>{node.text}</span>
    case 'time':
      return <Time epochSeconds={node.epochSeconds} style={node.style} />
    case 'emoji':
      return <span>:{node.name}:</span>
  }
}

function InlineNodes({ nodes }: { nodes: readonly Inline[] }) {
  // The text of a message never changes in part, so positions identify its pieces.
  return nodes.map((node, index) => <InlineNode key={index} node={node} />)
}

const headings = { 1: 'text-xl font-bold', 2: 'text-lg font-bold', 3: 'text-base font-bold' }

function BlockNode({ block }: { block: Block }) {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p className="break-words whitespace-pre-wrap">
          <InlineNodes nodes={block.children} />
        </p>
      )
    case 'subtext':
      return (
        <p className="text-xs break-words text-muted">
          <InlineNodes nodes={block.children} />
        </p>
      )
    case 'heading':
      return (
        <p className={`break-words ${headings[block.level]}`}>
          <InlineNodes nodes={block.children} />
        </p>
      )
    case 'quote':
      return (
        <blockquote className="border-l-4 border-line pl-2">
          <BlockNodes blocks={block.blocks} />
        </blockquote>
      )
    case 'list': {
      const Tag = block.ordered ? 'ol' : 'ul'
      return (
        <Tag
          className={`pl-5 ${block.ordered ? 'list-decimal' : 'list-disc'}`}
          {...(block.ordered ? { start: block.start } : {})}
        >
          {block.items.map((item, index) => (
            <li key={index} className="break-words">
              <InlineNodes nodes={item} />
            </li>
          ))}
        </Tag>
      )
    }
    case 'code':
      return (
        <pre className="rounded-lg border border-line bg-side p-2 text-xs break-words whitespace-pre-wrap">
          <code>{block.text}</code>
        </pre>
      )
  }
}

function BlockNodes({ blocks }: { blocks: readonly Block[] }) {
  return blocks.map((block, index) => <BlockNode key={index} block={block} />)
}

/** A text in Discord's Markdown, as elements. */
export function Markdown({ text }: { text: string }) {
  return <BlockNodes blocks={parseMarkdown(text)} />
}

/** A text of one line in Discord's Markdown, without blocks. */
export function MarkdownLine({ text }: { text: string }) {
  return (
    <Fragment>
      <InlineNodes nodes={parseInline(text)} />
    </Fragment>
  )
}
