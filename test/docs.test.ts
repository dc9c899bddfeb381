import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { basename, dirname, join, normalize } from 'node:path'
import { before, test } from 'node:test'
import { programRoutes } from '../tools/docs.ts'
import { referencePages, type Pages } from '../tools/reference.ts'
import type { AnyRoute } from '#core/http/route.ts'
import { settings } from '../src/config.ts'
import { modules } from '../src/modules.ts'

let routes: readonly AnyRoute[]
let pages: Pages

before(async () => {
  routes = await programRoutes()
  pages = referencePages(routes)
})

const page = (path: string) => readFileSync(path, 'utf8')

const guides = ['README.md', 'docs/hosting.md']
const languages = ['ja', 'fr', 'ko']
const translated = (path: string, language: string) => path.replace(/\.md$/, `.${language}.md`)
const linksOf = (text: string) =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)

test('the reference is what the manifests say (npm run docs prints it)', () => {
  for (const [path, text] of pages) assert.equal(page(path), text, path)
})

test('every setting, command, route, error and permission is in the reference', () => {
  const named: [string, string[]][] = [
    [
      'docs/reference/settings.md',
      [settings, ...modules.map((one) => one.settings)].flatMap((table) => Object.keys(table)),
    ],
    ['docs/reference/routes.md', routes.map(({ method, path }) => `\`${method} ${path}\``)],
    [
      'docs/reference/routes.md',
      modules.flatMap(({ topics }) => topics.flatMap(({ paths }) => [...paths])),
    ],
    [
      'docs/reference/commands.md',
      modules.flatMap(({ discord }) => discord.commands.map(({ name }) => `## /${name}\n`)),
    ],
    ['docs/reference/errors.md', modules.flatMap(({ errors }) => Object.keys(errors))],
    [
      'docs/reference/permissions.md',
      modules.flatMap(({ discord }) => discord.permissions.map(({ name }) => name)),
    ],
  ]
  for (const [path, names] of named) {
    const text = page(path)
    for (const name of names) assert.ok(text.includes(name), `${path} lacks ${name}`)
  }
  for (const name of Object.keys(settings)) {
    assert.match(page('.env.example'), new RegExp(`^#?${name}=`, 'm'))
  }
})

test('the invite link of the guide asks for what the modules need', () => {
  const bits = modules.flatMap(({ discord }) => discord.permissions.map(({ bit }) => bit))
  const sum = bits.reduce((all, bit) => all | bit, 0n)
  const asked = [...page('docs/hosting.md').matchAll(/permissions=(\d+)/g)]
  assert.deepEqual(
    asked.map(([, number]) => number),
    [String(sum)],
  )
})

test('a guide says the same in every language', () => {
  for (const path of guides) {
    const original = page(path)
    for (const language of languages) {
      const copy = translated(path, language)
      const text = page(copy)
      const links = linksOf(belowTitle(original)).map((target) =>
        guides.includes(target) ? translated(target, language) : target,
      )
      assert.deepEqual(shapeOf(text), shapeOf(original), `${copy}: headings, lists, tables, code`)
      assert.deepEqual(namesOf(text), namesOf(original), `${copy}: names and commands in sentences`)
      assert.deepEqual(linksOf(belowTitle(text)), links, `${copy}: links`)
    }
  }
})

test('a guide leads to its other languages', () => {
  for (const path of guides) {
    const versions = [path, ...languages.map((language) => translated(path, language))]
    for (const one of versions) {
      const choice = page(one).split('\n\n')[1] ?? ''
      const others = versions.filter((other) => other !== one).map((other) => basename(other))
      assert.deepEqual(linksOf(choice), others, one)
      assert.equal(choice.split(' · ').length, versions.length, one)
    }
  }
})

test('every script of the package is explained', () => {
  const { scripts } = JSON.parse(page('package.json')) as { scripts: Record<string, string> }
  const texts = ['README.md', 'CONTRIBUTING.md', 'docs/hosting.md'].map(page).join('\n')
  for (const name of Object.keys(scripts)) {
    const spelling = ['start', 'test'].includes(name) ? `npm ${name}` : `npm run ${name}`
    const silent = `npm run --silent ${name}`
    assert.ok(texts.includes(spelling) || texts.includes(silent), `${spelling} is not explained`)
  }
})

test('links between the pages lead somewhere', async () => {
  const files = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
  files.push(...languages.map((language) => translated('README.md', language)))
  for await (const file of glob('{docs,src,sandbox}/**/*.md')) files.push(file)
  const broken = files.flatMap((file) =>
    [...page(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map(([, target = '']) => normalize(join(dirname(file), target)))
      .filter((target) => !exists(target))
      .map((target) => `${file} -> ${target}`),
  )
  assert.deepEqual(broken, [])
})

function exists(path: string): boolean {
  try {
    readFileSync(path)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EISDIR'
  }
}

/** The page line by line: depth of headings, kind of paragraph, cells of rows, code without comments. */
function shapeOf(text: string): string[] {
  let code = false
  return text.split('\n').map((line) => {
    if (line.startsWith('```')) code = !code
    if (code || line.startsWith('```')) {
      return line.replace(/(^|\s+)#.*$/, '').replace(/<[^>]*>/, '<placeholder>')
    }
    if (line.startsWith('|')) return `| ${line.split('|').length - 2}`
    return /^(#+|\s*-) /.exec(line)?.[1] ?? (line && 'text')
  })
}

/** What stands in backquotes in the sentences; languages put it in their own order. */
function namesOf(text: string): string[] {
  const sentences = text.replaceAll(/^```[\s\S]*?^```/gm, '')
  return [...sentences.matchAll(/`[^`]+`/g)].map(String).sort()
}

/** Without the title and the line of languages. */
function belowTitle(text: string): string {
  return text.split('\n\n').slice(2).join('\n\n')
}
