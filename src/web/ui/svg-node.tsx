import { createElement, type ReactNode } from 'react'

/**
 * A picture as plain data, as the charts make it: element, attributes under SVG's own names, and
 * what is inside.
 */
export type Picture = {
  tag: string
  attributes: Readonly<Record<string, string | number>>
  children: readonly (Picture | string)[]
}

/** React's name of an SVG attribute: `stroke-width` becomes `strokeWidth`. */
function propertyName(attribute: string): string {
  return attribute.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function elementOf({ tag, attributes, children }: Picture, key?: number): ReactNode {
  const named = Object.entries(attributes).map(([name, value]) => [propertyName(name), value])
  const inside = children.map((child, index) =>
    typeof child === 'string' ? child : elementOf(child, index),
  )
  return createElement(tag, { ...Object.fromEntries(named), key }, ...inside)
}

/**
 * A chart on the page, made element by element, since no page may parse markup (Trusted Types). It
 * is as wide as it was drawn, and shrinks with its place.
 */
export function SvgNode({ node }: { node: Picture }) {
  const { attributes } = node
  return elementOf({ ...node, attributes: { ...attributes, className: 'h-auto max-w-full' } })
}
