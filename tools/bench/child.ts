import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'

/** A program of the bench in a process of its own, which answers one request after another. */
export type Child = {
  ask<Schema extends z.ZodType>(request: object, answer: Schema): Promise<z.infer<Schema>>
  stop(): Promise<void>
}

const reply = z.union([z.object({ value: z.unknown() }), z.object({ error: z.string() })])

/** Starts `file` of this folder; asking it waits until it is up. */
export function startChild(file: string, nodeOptions: readonly string[] = []): Child {
  const child = fork(join(import.meta.dirname, file), [], { execArgv: [...nodeOptions] })
  const waiting: PromiseWithResolvers<unknown>[] = []
  let ended = false
  child.on('message', (message) => {
    const parsed = reply.parse(message)
    const next = waiting.shift()
    if ('error' in parsed) next?.reject(new Error(`${file}: ${parsed.error}`))
    else next?.resolve(parsed.value)
  })
  child.on('exit', (code) => {
    ended = true
    for (const { reject } of waiting.splice(0)) reject(new Error(`${file} ended with ${code}`))
  })
  return {
    async ask(request, answer) {
      if (ended) throw new Error(`${file} has ended`)
      const pending = Promise.withResolvers<unknown>()
      waiting.push(pending)
      child.send(request)
      return answer.parse(await pending.promise)
    },
    async stop() {
      if (ended) return
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}

/** The other side: answers the parent's requests in order, and ends when the parent lets go. */
export function answerParent<Schema extends z.ZodType>(
  request: Schema,
  answer: (request: z.infer<Schema>) => unknown,
): void {
  let last: Promise<unknown> = Promise.resolve()
  process.on('message', (message) => {
    last = last.then(async () => {
      try {
        process.send?.({ value: await answer(request.parse(message)) })
      } catch (error) {
        process.send?.({
          error: error instanceof Error ? (error.stack ?? error.message) : 'failed',
        })
      }
    })
  })
  process.once('disconnect', () => process.exit(0))
}
