/** A piece of text inside a line. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'strong' | 'emphasis' | 'underline' | 'strike' | 'spoiler'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; url: string; children: Inline[] }
  | { kind: 'mention'; of: 'user' | 'role' | 'channel'; id: string }
  | { kind: 'command'; name: string }
  | { kind: 'everyone'; text: string }
  | { kind: 'time'; epochSeconds: number; style: string }
  | { kind: 'emoji'; name: string }

/** A line or a group of lines. */
export type Block =
  | { kind: 'paragraph' | 'subtext'; children: Inline[] }
  | { kind: 'heading'; level: 1 | 2 | 3; children: Inline[] }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'list'; ordered: boolean; start: number; items: Inline[][] }
  | { kind: 'code'; language: string; text: string }

type Rule = { pattern: RegExp; make: (match: RegExpExecArray) => Inline }

const group = (match: RegExpExecArray, index: number): string => match[index] ?? ''
const wrap =
  (kind: 'strong' | 'emphasis' | 'underline' | 'strike' | 'spoiler') =>
  (match: RegExpExecArray): Inline => ({ kind, children: parseInline(group(match, 1)) })
const mention =
  (of: 'user' | 'role' | 'channel') =>
  (match: RegExpExecArray): Inline => ({ kind: 'mention', of, id: group(match, 1) })
const bareLink = (match: RegExpExecArray): Inline => ({
  kind: 'link',
  url: group(match, 1),
  children: [{ kind: 'text', text: group(match, 1) }],
})

// The order decides: longer marks come before the shorter ones that they begin with.
const rules: readonly Rule[] = [
  {
    pattern: /\\([\\*_~`|>[\]()#<@:-])/y,
    make: (match) => ({ kind: 'text', text: group(match, 1) }),
  },
  { pattern: /(`{1,2})([^`]+?)\1/y, make: (match) => ({ kind: 'code', text: group(match, 2) }) },
  { pattern: /<@!?(\d+)>/y, make: mention('user') },
  { pattern: /<@&(\d+)>/y, make: mention('role') },
  { pattern: /<#(\d+)>/y, make: mention('channel') },
  {
    pattern: /<\/([^:>]{1,100}):\d+>/y,
    make: (match) => ({ kind: 'command', name: group(match, 1) }),
  },
  {
    pattern: /<t:(-?\d{1,13})(?::([tTdDfFsSR]))?>/y,
    make: (match) => ({
      kind: 'time',
      epochSeconds: Number(group(match, 1)),
      style: match[2] ?? 'f',
    }),
  },
  { pattern: /<a?:(\w{2,32}):\d+>/y, make: (match) => ({ kind: 'emoji', name: group(match, 1) }) },
  { pattern: /@(?:everyone|here)\b/y, make: (match) => ({ kind: 'everyone', text: match[0] }) },
  {
    pattern: /\[([^\]]+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/y,
    make: (match) => ({
      kind: 'link',
      url: group(match, 2),
      children: parseInline(group(match, 1)),
    }),
  },
  { pattern: /<(https?:\/\/[^\s>]+)>/y, make: bareLink },
  { pattern: /(https?:\/\/[^\s<]*[^\s<.,:;"')\]!?])/y, make: bareLink },
  { pattern: /\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/sy, make: wrap('strong') },
  { pattern: /__((?:\\.|[^\\])+?)__(?!_)/sy, make: wrap('underline') },
  { pattern: /~~((?:\\.|[^\\])+?)~~/sy, make: wrap('strike') },
  { pattern: /\|\|((?:\\.|[^\\])+?)\|\|/sy, make: wrap('spoiler') },
  { pattern: /\*(?!\s)((?:\\.|\*\*|[^\\*])+?)(?<!\s)\*(?!\*)/sy, make: wrap('emphasis') },
  { pattern: /(?<!\w)_((?:\\.|[^\\_])+?)_(?!\w)/sy, make: wrap('emphasis') },
]

function matchAt(text: string, at: number): { node: Inline; end: number } | undefined {
  for (const { pattern, make } of rules) {
    const sticky = new RegExp(pattern)
    sticky.lastIndex = at
    const match = sticky.exec(text)
    if (match) return { node: make(match), end: sticky.lastIndex }
  }
  return undefined
}

/** Reads marks, mentions, links and times inside a text. What fits no rule stays as it is. */
export function parseInline(text: string): Inline[] {
  const nodes: Inline[] = []
  let plain = ''
  const flush = (): void => {
    if (plain !== '') nodes.push({ kind: 'text', text: plain })
    plain = ''
  }
  let at = 0
  while (at < text.length) {
    const found = matchAt(text, at)
    if (found?.node.kind === 'text') plain += found.node.text
    else if (found) {
      flush()
      nodes.push(found.node)
    } else plain += text[at] ?? ''
    at = found?.end ?? at + 1
  }
  flush()
  return nodes
}

type Lines = { blocks: Block[]; paragraph: string[] }

const listItem = /^\s{0,6}(?:[-*]|(\d{1,9})\.)\s+(.+)$/
const heading = /^(#{1,3})\s+(.+)$/

function closeParagraph(state: Lines): void {
  if (state.paragraph.length === 0) return
  const children = parseInline(state.paragraph.join('\n'))
  state.blocks.push({ kind: 'paragraph', children })
  state.paragraph = []
}

function addListItem({ blocks }: Lines, match: RegExpExecArray): void {
  const ordered = match[1] !== undefined
  const item = parseInline(group(match, 2))
  const last = blocks.at(-1)
  if (last?.kind === 'list' && last.ordered === ordered) last.items.push(item)
  else blocks.push({ kind: 'list', ordered, start: Number(match[1] ?? 1), items: [item] })
}

function addQuote({ blocks }: Lines, text: string): void {
  const last = blocks.at(-1)
  const quoted: Block = { kind: 'paragraph', children: parseInline(text) }
  if (last?.kind === 'quote') last.blocks.push(quoted)
  else blocks.push({ kind: 'quote', blocks: [quoted] })
}

function addLine(state: Lines, line: string): void {
  const title = heading.exec(line)
  const item = listItem.exec(line)
  if (!title && !item && !line.startsWith('> ') && !line.startsWith('-# ')) {
    state.paragraph.push(line)
    return
  }
  closeParagraph(state)
  if (line.startsWith('-# '))
    state.blocks.push({ kind: 'subtext', children: parseInline(line.slice(3)) })
  else if (line.startsWith('> ')) addQuote(state, line.slice(2))
  else if (title) {
    const level = group(title, 1).length
    const children = parseInline(group(title, 2))
    state.blocks.push({ kind: 'heading', level: level === 1 ? 1 : level === 2 ? 2 : 3, children })
  } else if (item) addListItem(state, item)
}

function parseLines(text: string): Block[] {
  const state: Lines = { blocks: [], paragraph: [] }
  for (const line of text.replace(/^\n|\n$/g, '').split('\n')) addLine(state, line)
  closeParagraph(state)
  return state.blocks
}

/** Discord's subset of Markdown (https://docs.discord.com/developers/reference#message-formatting) as a tree. */
export function parseMarkdown(text: string): Block[] {
  const parts = text.split(/```(?:([\w+-]{1,20})\n)?\n?([\s\S]+?)\n?```/)
  return parts.flatMap((part, index): Block[] => {
    if (index % 3 === 0) return part === '' ? [] : parseLines(part)
    if (index % 3 === 1) return []
    return [{ kind: 'code', language: parts[index - 1] ?? '', text: part }]
  })
}
