import { ComponentType } from 'discord-api-types/v10'
import type { Component, Media } from './components.ts'
import { eachComponent, layoutComponents, rowComponents } from './components.ts'
import { DiscordError, invalidForm, parseForm, type FieldIssue } from './errors.ts'
import { z } from 'zod'

const rowForm = z.object({ components: rowComponents })
const layoutForm = z.object({ components: layoutComponents })
const mostComponents = 40
const mostDisplayedText = 4000
// Above about this many processed bytes Discord answers 500 (discord-api-docs#8554).
const mostDisplayedBytes = 10_170
const bytesPerDisplay = 12

function checkIds(all: readonly Component[]): FieldIssue[] {
  const issues: FieldIssue[] = []
  const ids = all.map((one) => one.id).filter((id) => id !== 0)
  if (new Set(ids).size !== ids.length)
    issues.push({
      path: ['components'],
      code: 'COMPONENT_ID_DUPLICATED',
      message: 'Component id cannot be duplicated',
    })
  const customIds = all.map((one) => one.custom_id).filter((id) => id !== undefined)
  if (new Set(customIds).size !== customIds.length)
    issues.push({
      path: ['components'],
      code: 'COMPONENT_CUSTOM_ID_DUPLICATED',
      message: 'Component custom id cannot be duplicated',
    })
  return issues
}

function checkText(all: readonly Component[]): FieldIssue[] {
  const displays = all.filter((one) => one.type === ComponentType.TextDisplay)
  const length = displays.reduce((sum, one) => sum + (one.content?.length ?? 0), 0)
  const bytes = displays.reduce(
    (sum, one) => sum + Buffer.byteLength(one.content ?? '') + bytesPerDisplay,
    0,
  )
  if (length > mostDisplayedText)
    return [
      {
        path: ['components'],
        code: 'COMPONENT_MAX_TOTAL_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
        message: `Displayable text size exceeds the maximum size of ${mostDisplayedText}`,
      },
    ]
  if (bytes > mostDisplayedBytes) throw new DiscordError(500, 0, '500: Internal Server Error')
  return []
}

function numbered(components: readonly Component[]): Component[] {
  const used = new Set([...eachComponent(components)].map((one) => one.id))
  let last = 0
  const fresh = (): number => {
    do last += 1
    while (used.has(last))
    return last
  }
  const number = (one: Component): Component => ({
    ...one,
    id: one.id === 0 ? fresh() : one.id,
    ...(one.components ? { components: one.components.map(number) } : {}),
    ...(one.accessory ? { accessory: number(one.accessory) } : {}),
  })
  return components.map(number)
}

/**
 * Parses the `components` field of a message and numbers what has no id. `v2` says whether the message carries the
 * flag for layout components. Throws 400 50035.
 */
export function parseComponents(value: unknown, v2: boolean): Component[] {
  const form = v2 ? layoutForm : rowForm
  const { components } = parseForm(form, { components: value })
  const all = [...eachComponent(components)]
  const issues = [...checkIds(all), ...(v2 ? checkText(all) : [])]
  if (all.length > mostComponents)
    issues.push({
      path: ['components'],
      code: 'BASE_TYPE_MAX_LENGTH',
      message: `Must be ${mostComponents} or fewer in length.`,
    })
  if (issues.length > 0) throw invalidForm(issues)
  return numbered(components)
}

/** What an address in a component leads to; `file` is set for uploaded files. */
export type ResolvedMedia = { media: Media; file?: { name: string; size: number } }

/** The components with every address looked up, above all `attachment://name`. */
export function resolveMedia(
  components: readonly Component[],
  resolve: (url: string) => ResolvedMedia,
): Component[] {
  const one = (component: Component): Component => {
    const { media, file, items, components: inner, accessory } = component
    const found = file ? resolve(file.url) : undefined
    return {
      ...component,
      ...(media ? { media: resolve(media.url).media } : {}),
      ...(found
        ? { file: found.media, name: found.file?.name ?? null, size: found.file?.size ?? null }
        : {}),
      ...(items
        ? { items: items.map((item) => ({ ...item, media: resolve(item.media.url).media })) }
        : {}),
      ...(inner ? { components: inner.map(one) } : {}),
      ...(accessory ? { accessory: one(accessory) } : {}),
    }
  }
  return components.map(one)
}
