import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const templates = join(import.meta.dirname, 'new-module')

/** Two letters for custom ids that no module has yet. */
function prefixFor(name: string, taken: readonly string[]): string {
  const letters = Array.from(name.slice(1))
  const wishes = letters.map((letter) => `${name.charAt(0)}${letter}`)
  const prefix = wishes.find((wish) => !taken.includes(wish))
  if (!prefix) throw new Error(`No two letters of ${name} are free as a prefix.`)
  return prefix
}

function takenPrefixes(root: string): string[] {
  return globSync('src/modules/*/module.ts', { cwd: root }).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    return /\bprefix: '(\w+)'/.exec(text)?.[1] ?? []
  })
}

/** Longer lines are broken by the formatter. */
const lineWidth = 100

function listModule(root: string, name: string): void {
  const file = join(root, 'src/modules.ts')
  const text = readFileSync(file, 'utf8')
  const imported = `import { ${name} } from '#modules/${name}/module.ts'\n`
  const lastImport = text.lastIndexOf('import ')
  const end = text.indexOf('\n', lastImport) + 1
  const withImport = text.slice(0, end) + imported + text.slice(end)
  const listed = withImport.replace(
    /^(export const modules.*= )\[([^\]]*)\]/m,
    (_, start: string, names: string) => {
      const all = [
        ...names
          .split(',')
          .map((one) => one.trim())
          .filter(Boolean),
        name,
      ]
      const line = `${start}[${all.join(', ')}]`
      return line.length <= lineWidth
        ? line
        : `${start}[\n${all.map((one) => `  ${one},\n`).join('')}]`
    },
  )
  if (listed === withImport) throw new Error('The list in src/modules.ts was not found.')
  writeFileSync(file, listed)
}

/**
 * Makes the folder of a new module with all rooms, a small working example in them, and lists it in
 * `src/modules.ts`. Returns the paths of the new files below `root`. Throws when the name cannot be
 * used.
 */
export function makeModule(root: string, name: string): string[] {
  if (!/^[a-z]{3,20}$/.test(name)) {
    throw new Error('A module is named with 3 to 20 lower-case letters, for example: polls')
  }
  const folder = `src/modules/${name}`
  if (existsSync(join(root, folder))) throw new Error(`${folder} exists already.`)
  const prefix = prefixFor(name, takenPrefixes(root))
  const title = name.charAt(0).toUpperCase() + name.slice(1)
  const made = globSync('**/*.tmpl', { cwd: templates }).map((template) => {
    const path = join(folder, template.replace(/\.tmpl$/, ''))
    const text = readFileSync(join(templates, template), 'utf8')
      .replaceAll('__name__', name)
      .replaceAll('__Name__', title)
      .replaceAll('__prefix__', prefix)
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    return path
  })
  listModule(root, name)
  return made.toSorted()
}

if (import.meta.main) {
  try {
    const made = makeModule(join(import.meta.dirname, '..'), process.argv[2] ?? '')
    console.log(made.join('\n'))
    console.log('\nListed in src/modules.ts. Next: npm run docs, npm run format, npm test.')
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 2
  }
}
