import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const packageFile = z.object({ scripts: z.object({ serve: z.string() }) })

/** The flags with which `npm run serve` starts Node: what they do to memory and speed is part of the program. */
export function servedFlags(): string[] {
  const text = readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')
  const { scripts } = packageFile.parse(JSON.parse(text))
  return scripts.serve.match(/--[\w-]+=\d+/g) ?? []
}
