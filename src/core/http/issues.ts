import type { z } from 'zod'
import type { Locale } from '../i18n/locale.ts'
import type { CoreText } from '../i18n/locales/catalogue.ts'
import type { Texts } from '../i18n/texts.ts'

/** A mistake in a request: where, what in words, and its kind for programs. */
export type Mistake = { path: string[]; message: string; type: string }

type Issue = z.core.$ZodIssue
type Text = { key: CoreText; values?: Record<string, string | number> }

/** No issue of a request is worth more than this many lines. */
const maxMistakes = 50

const typeTexts: Record<string, CoreText> = {
  string: 'issue.string',
  number: 'issue.number',
  int: 'issue.int',
  boolean: 'issue.boolean',
  array: 'issue.array',
  object: 'issue.object',
  record: 'issue.object',
}

const formatTexts: Record<string, CoreText> = {
  datetime: 'issue.datetime',
  url: 'issue.url',
  safeint: 'issue.int',
}

function sizeText(origin: string, direction: 'too_small' | 'too_big', limit: number): Text {
  if (direction === 'too_small' && origin === 'string' && limit === 1) return { key: 'issue.empty' }
  const kind = origin === 'string' ? 'string' : /array|set|map/.test(origin) ? 'array' : 'number'
  return { key: `issue.${direction}.${kind}`, values: { limit } }
}

function issueText(issue: Issue): Text {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the rest share one text
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined || issue.input === null) return { key: 'issue.required' }
      return { key: typeTexts[issue.expected] ?? 'issue.invalid' }
    case 'too_small':
      return sizeText(issue.origin, 'too_small', Number(issue.minimum))
    case 'too_big':
      return sizeText(issue.origin, 'too_big', Number(issue.maximum))
    case 'invalid_format':
      return { key: formatTexts[issue.format] ?? 'issue.format' }
    case 'invalid_value':
      if (issue.input === undefined) return { key: 'issue.required' }
      return { key: 'issue.choice', values: { choices: issue.values.map(String).join(', ') } }
    case 'invalid_union':
      return { key: issue.input === undefined ? 'issue.required' : 'issue.invalid' }
    default:
      return { key: 'issue.invalid' }
  }
}

/** FastAPI's names for kinds of mistakes, where it has them. */
function issueType(issue: Issue): string {
  if (issue.input === undefined && /^invalid_(type|value|union)$/.test(issue.code)) return 'missing'
  if (issue.code === 'invalid_value') return 'enum'
  if (issue.code === 'invalid_type') return `${issue.expected}_type`
  return issue.code
}

function messageOf(texts: Texts, locale: Locale, issue: Issue): string {
  const own = issue.message
  const translated = own && texts.sentence(locale, own)
  if (translated) return translated
  if (own && locale === 'en') return own
  const { key, values } = issueText(issue)
  return texts.translate(locale, key, values)
}

/**
 * Checks a part of a request. A schema's own English sentence is used as it is in English and, where
 * a catalogue knows it, translated; all other texts follow from the kind of issue.
 */
export function check<T>(
  schema: z.ZodType<T>,
  value: unknown,
  { texts, locale }: { texts: Texts; locale: Locale },
): { ok: true; value: T } | { ok: false; mistakes: Mistake[] } {
  // The empty text marks issues for which the schema has no sentence of its own.
  const result = schema.safeParse(value, { error: () => '', reportInput: true })
  if (result.success) return { ok: true, value: result.data }
  const mistakes = result.error.issues.slice(0, maxMistakes).flatMap((issue) => {
    const path = issue.path.map(String)
    if (issue.code === 'unrecognized_keys') {
      // Each name is a mistake of its own, and stands where the caller wrote it.
      const message = texts.translate(locale, 'issue.unknown')
      return issue.keys.map((key) => ({ path: [...path, key], message, type: 'extra_forbidden' }))
    }
    return { path, message: messageOf(texts, locale, issue), type: issueType(issue) }
  })
  return { ok: false, mistakes: mistakes.slice(0, maxMistakes) }
}

/** Messages by field; those that concern the whole stand under Django's name for that. */
export function fieldsOf(
  mistakes: readonly Pick<Mistake, 'path' | 'message'>[],
): Record<string, string[]> {
  const fields = new Map<string, string[]>()
  for (const { path, message } of mistakes) {
    const name = path.join('.') || 'non_field_errors'
    const known = fields.get(name)
    if (!known) fields.set(name, [message])
    else if (!known.includes(message)) known.push(message)
  }
  return Object.fromEntries(fields)
}
