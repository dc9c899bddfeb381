import { onTheme, type Theme } from './paint.ts'

/** The elements that charts are made of. */
export type SvgTag = 'svg' | 'g' | 'rect' | 'path' | 'line' | 'circle' | 'text' | 'title' | 'desc'

/**
 * A piece of a picture as plain data. Attributes have SVG's own names (`stroke-width`). A page makes
 * elements of it, the server a string; neither parses markup.
 */
export type SvgNode = {
  tag: SvgTag
  attributes: Readonly<Record<string, string | number>>
  children: readonly (SvgNode | string)[]
}

/** Makes a node; numbers are rounded to hundredths of a pixel, empty places left out. */
export function svgNode(
  tag: SvgTag,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly (SvgNode | string | null)[]
): SvgNode {
  const rounded = Object.entries(attributes).map(([name, value]) => [name, shorten(value)] as const)
  return {
    tag,
    attributes: Object.fromEntries(rounded),
    children: children.filter((child) => child !== null),
  }
}

/**
 * The picture as an SVG document for programs that know no style sheets: colours are those of one
 * theme. Any text is safe in it, also characters that XML forbids.
 */
export function toSvg(root: SvgNode, theme: Theme): string {
  const document = {
    ...root,
    attributes: { xmlns: 'http://www.w3.org/2000/svg', ...root.attributes },
  }
  return serialise(document, theme)
}

function serialise({ tag, attributes, children }: SvgNode, theme: Theme): string {
  const written = Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escape(onTheme(String(value), theme))}"`)
    .join('')
  const inside = children
    .map((child) => (typeof child === 'string' ? escape(child) : serialise(child, theme)))
    .join('')
  return inside ? `<${tag}${written}>${inside}</${tag}>` : `<${tag}${written}/>`
}

function shorten(value: string | number): string | number {
  return typeof value === 'number' ? Math.round(value * 100) / 100 : value
}

/** Characters that no XML document may hold (XML 1.0 §2.2). */
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu

function escape(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(forbidden, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
