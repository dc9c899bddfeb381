import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Compiled once, kept by the first that ends gracefully, used by all. */
const compileCache = join(tmpdir(), 'muster-test-compile-cache')

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  const port = typeof address === 'object' && address ? address.port : 0
  probe.close()
  await once(probe, 'close')
  return port
}

/** The server in a process of its own. */
export type ServerProcess = {
  /** True once it said that it is running; false when it ended before. */
  running: Promise<boolean>
  /** Everything it wrote so far. */
  output(): string
  /** Ends it as a power cut would, and resolves when it is gone. */
  kill(): Promise<void>
  /** Ends it gracefully, and resolves with its exit code. */
  stop(): Promise<number | null>
}

/** Starts `muster serve` with these settings and nothing else of this environment. */
export function startServer(env: Record<string, string>): ServerProcess {
  const { PATH = '', HOME = '' } = process.env
  const child: ChildProcess = spawn(process.execPath, ['src/main.ts', 'serve'], {
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
