import assert from 'node:assert/strict'
import { glob } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { IntlMessageFormat } from 'intl-messageformat'
import { z } from 'zod'
import { locales, type Locale } from '#core/i18n/locale.ts'
import { commandMistakes } from '#discord/commands/validate.ts'
import { modules } from '../src/modules.ts'

type Texts = Record<string, string>
type Catalogue = Record<Locale, Texts>

/** A text's syntax tree, as far as it is looked at here. */
type Element = {
  type: number
  value: string
  options?: Record<string, { value: Element[] }> | undefined
}

/** Kinds of elements (ICU MessageFormat as the formatting library numbers them). */
const kinds = { literal: 0, select: 5, plural: 6, pound: 7, tag: 8 }

const element: z.ZodType<Element> = z.looseObject({
  type: z.number(),
  value: z.string().default(''),
  get options() {
    return z.record(z.string(), z.looseObject({ value: z.array(element) })).optional()
  },
})

function parse(text: string, locale: Locale): Element[] {
  const message = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true })
  return z.array(element).parse(message.getAst())
}

/** The placeholders of a text, with the cases of a choice, e.g. `count`, `kind:a|b|other`. */
function placeholders(elements: readonly Element[]): Set<string> {
  const found = new Set<string>()
  for (const { type, value, options } of elements) {
    const cases =
      type === kinds.select
        ? `:${Object.keys(options ?? {})
            .toSorted()
            .join('|')}`
        : ''
    if (type !== kinds.literal && type !== kinds.pound) found.add(`${value}${cases}`)
    for (const one of Object.values(options ?? {})) {
      for (const inner of placeholders(one.value)) found.add(inner)
    }
  }
  return found
}

/** What is in one of the two only. */
function difference(a: ReadonlySet<string>, b: ReadonlySet<string>): string[] {
  return [...a].filter((item) => !b.has(item)).concat([...b].filter((item) => !a.has(item)))
}

/** Plural cases that this language never chooses. */
function uselessCases(elements: readonly Element[], locale: Locale): string[] {
  const known = new Intl.PluralRules(locale).resolvedOptions().pluralCategories as string[]
  return elements.flatMap(({ type, options }) =>
    Object.entries(options ?? {}).flatMap(([name, { value }]) => [
      ...(type === kinds.plural && !name.startsWith('=') && !known.includes(name) ? [name] : []),
      ...uselessCases(value, locale),
    ]),
  )
}

/**
 * What Discord allows of a text, by its key (Discord's documentation: application commands, message
 * components, modals).
 */
const discordLimits: readonly { key: RegExp; allowed: RegExp; rule: string }[] = [
  {
    key: /^command\..+\.name$/,
    allowed: /^[-_'\p{Ll}\p{Lo}\p{Lm}\p{N}]{1,32}$/u,
    rule: 'at most 32 lower-case letters, digits, - and _',
  },
  { key: /^command\..+\.description$/, allowed: /^.{1,100}$/su, rule: 'at most 100 characters' },
  { key: /^choice\./, allowed: /^.{1,100}$/su, rule: 'at most 100 characters' },
  { key: /^button\./, allowed: /^.{1,80}$/su, rule: 'at most 80 characters' },
  { key: /^modal\./, allowed: /^.{1,45}$/su, rule: 'at most 45 characters' },
  { key: /^field\.[^.]+$/, allowed: /^.{1,45}$/su, rule: 'at most 45 characters' },
  { key: /^field\..+\.hint$/, allowed: /^.{1,100}$/su, rule: 'at most 100 characters' },
  { key: /^error\./, allowed: /^.{1,1000}$/su, rule: 'at most 1,000 characters' },
]

function textMistakes(key: string, english: string, text: string, locale: Locale): string[] {
  if (text.trim() === '') return [`${key}: empty`]
  let tree: Element[]
  try {
    tree = parse(text, locale)
  } catch (error) {
    return [`${key}: ${error instanceof Error ? error.message : String(error)}`]
  }
  const mistakes = uselessCases(tree, locale).map((name) => `${key}: no plural case "${name}"`)
  const differing = difference(placeholders(parse(english, 'en')), placeholders(tree))
  if (differing.length > 0) mistakes.push(`${key}: placeholders differ: ${differing.join(', ')}`)
  const words = english.replaceAll(/\{[^}]*\}/g, '').match(/\p{L}{2,}/gu) ?? []
  if (locale !== 'en' && text === english && words.length > 2)
    mistakes.push(`${key}: not translated`)
  if (/[^\n\P{Cc}]|\ufffd/u.test(text)) mistakes.push(`${key}: a broken character`)
  for (const { key: keys, allowed, rule } of discordLimits) {
    if (keys.test(key) && !allowed.test(text)) mistakes.push(`${key}: ${rule}`)
  }
  return mistakes
}

/** What is wrong with a catalogue, in words. */
function catalogueMistakes(catalogue: Catalogue): string[] {
  return locales.flatMap((locale) => {
    const texts = catalogue[locale]
    const differing = difference(new Set(Object.keys(catalogue.en)), new Set(Object.keys(texts)))
    const wrong = Object.entries(texts).flatMap(([key, text]) =>
      textMistakes(key, catalogue.en[key] ?? text, text, locale),
    )
    return [...differing.map((key) => `${key}: not in every language`), ...wrong].map(
      (mistake) => `${locale}: ${mistake}`,
    )
  })
}

async function load(folder: string): Promise<Catalogue> {
  const read = async (locale: Locale): Promise<Texts> => {
    const url = pathToFileURL(join(folder, `${locale}.ts`)).href
    const file = z.record(z.string(), z.unknown()).parse({ ...(await import(url)) })
    return z.record(z.string(), z.string()).parse(file[locale])
  }
  const [en, ja, fr, ko] = await Promise.all([read('en'), read('ja'), read('fr'), read('ko')])
  return { en, ja, fr, ko }
}

const folders: string[] = []
for await (const file of glob('src/**/locales/en.ts')) folders.push(dirname(file))

describe('texts', () => {
  for (const folder of folders.toSorted()) {
    test(`${folder}: complete, well-formed and within limits in four languages`, async () => {
      assert.deepEqual(catalogueMistakes(await load(folder)), [])
    })
  }

  test('every module and the shell have texts', () => {
    for (const wanted of ['src/core/i18n/locales', 'src/discord/locales', 'src/web/locales']) {
      assert.ok(folders.includes(wanted), wanted)
    }
    for (const { name } of modules) assert.ok(folders.includes(`src/modules/${name}/locales`), name)
  })

  test('commands are named and described in every language, as Discord wants it', () => {
    const commands = modules.flatMap(({ discord }) => discord.commands)
    assert.deepEqual(commandMistakes(commands), [])
    const named = z.looseObject({
      name: z.string(),
      name_localizations: z.record(z.string(), z.string()),
      description_localizations: z.record(z.string(), z.string()),
      options: z.array(z.unknown()).default([]),
    })
    const check = (item: unknown): void => {
      const { name, name_localizations, description_localizations, options } = named.parse(item)
      for (const locale of ['ja', 'fr', 'ko']) {
        assert.ok(name_localizations[locale], `${name}: no name in ${locale}`)
        assert.ok(description_localizations[locale], `${name}: no description in ${locale}`)
      }
      options.forEach(check)
    }
    commands.forEach(check)
  })

  test('planted mistakes are found', () => {
    const good = {
      a: 'Hello {name}',
      'button.b': 'Go',
      'command.c.name': 'go',
      d: '{n, plural, one {# day} other {# days}}',
      e: 'Three long words',
    }
    const fr = { ...good, d: '{n, plural, one {# jour} other {# jours}}', e: 'Trois mots longs' }
    const asia = { ...good, d: '{n, plural, other {# 日}}', e: '三つの言葉' }
    assert.deepEqual(catalogueMistakes({ en: good, ja: asia, fr, ko: asia }), [])
    const planted: [Texts, RegExp][] = [
      [{ ...fr, a: 'Bonjour' }, /placeholders differ: name/],
      [{ ...fr, a: "L'{name}" }, /placeholders differ: name/],
      [{ ...fr, a: 'Bonjour {name' }, /a: /],
      [{ ...fr, a: ' ' }, /empty/],
      [{ ...fr, 'button.b': 'x'.repeat(81) }, /80/],
      [{ ...fr, 'command.c.name': 'Aller' }, /lower-case/],
      [{ ...fr, d: '{n, plural, two {#} other {#}}' }, /plural case "two"/],
      [{ ...fr, e: good.e }, /not translated/],
      [{ ...fr, f: 'Plus' }, /not in every language/],
    ]
    for (const [texts, expected] of planted) {
      const found = catalogueMistakes({ en: good, ja: asia, fr: texts, ko: asia })
      assert.equal(found.length, 1, expected.source)
      assert.match(found[0] ?? '', expected)
    }
  })
})
