import type { Io } from '../../src/cli/io.ts'

/** What a command of the command line came to. */
export type Ran = { code: number; out: string; err: string }

/** Runs a command of the command line in this process. */
export async function runCommand(
  command: (io: Io) => Promise<number>,
  env: Record<string, string | undefined>,
  args: readonly string[] = [],
): Promise<Ran> {
  const lines = { out: [] as string[], err: [] as string[] }
  const code = await command({
    env,
    args,
    out: (text) => lines.out.push(text),
    err: (text) => lines.err.push(text),
  })
  return { code, out: lines.out.join('\n'), err: lines.err.join('\n') }
}
