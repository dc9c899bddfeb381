import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { servedFlags } from '../../tools/served-flags.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Compiled once, kept by the first that ends gracefully, used by all. */
const compileCache =
  process.env['NODE_COMPILE_CACHE'] ?? join(tmpdir(), 'muster-test-compile-cache')

/** The server in a process of its own. */
export type ServerProcess = {
  pid: number | undefined
  /** True once it said that it is running; false when it ended before. */
  running: Promise<boolean>
  /** Everything it wrote so far. */
  output(): string
  /** Ends it as a power cut would, and resolves when it is gone. */
  kill(): Promise<void>
  /** Ends it gracefully, and resolves with its exit code. */
  stop(): Promise<number | null>
}

/** Starts the server as `npm run serve` does, with these settings and nothing else of this environment. */
export function startServer(env: Record<string, string>): ServerProcess {
  const { PATH = '', HOME = '' } = process.env
  const child: ChildProcess = spawn(process.execPath, [...servedFlags(), 'src/main.ts', 'serve'], {
    cwd: root,
    env: { PATH, HOME, NODE_COMPILE_CACHE: compileCache, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  const gone = once(child, 'exit')
  const running = new Promise<boolean>((resolve) => {
    const read = (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('Muster is running')) resolve(true)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    void gone.then(() => resolve(false))
  })
  return {
    pid: child.pid,
    running,
    output: () => text,
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
    async stop() {
      child.kill('SIGTERM')
      await gone
      return child.exitCode
    },
  }
}
