import assert from 'node:assert/strict'
import type { Scope } from '#core/access/actor.ts'
import { findUser } from '#core/access/users.ts'
import { openStream } from './event-stream.ts'
import { follow } from './follower.ts'
import type { World } from './world.ts'

/** Where everything about some objects is to be had, without the address of the program. */
export type Addresses = { pages: readonly string[]; sockets: string[]; streams: string[] }

/** Somebody whom the program does not know, with all that he or she was sent. */
export type Visitor = {
  /** Resolves when every socket and stream has brought something with this text. */
  hears(text: string): Promise<void>
  /** Asks for the pages once more; all bytes that came from anywhere, headers too. */
  everything(): Promise<string>
  close(): void
}

/** Follows the live addresses as a visitor, or as whom the headers name. */
export async function visit(
  world: World,
  { pages, sockets, streams }: Addresses,
  headers: Record<string, string> = {},
): Promise<Visitor> {
  const { url } = world.app
  const live = await Promise.all(sockets.map((path) => follow(url, `${path}?snapshot=1`, headers)))
  const flows = await Promise.all(
    streams.map((path) => openStream(`${url}${path}?snapshot=1`, headers)),
  )
  return {
    async hears(text) {
      const told = live.map((one) =>
        one.until(({ frames }) => JSON.stringify(frames).includes(text)),
      )
      await Promise.all([
        ...told,
        ...flows.map((one) => one.until(({ body }) => body.includes(text))),
      ])
    },
    async everything() {
      const answers = pages.map(async (path) => {
        const answer = await fetch(url + path, { headers })
        assert.ok(answer.status < 500, path)
        return `${path} ${JSON.stringify([...answer.headers])} ${await answer.text()}`
      })
      const frames = live.map((one) => JSON.stringify(one.frames))
      return [...(await Promise.all(answers)), ...frames, ...flows.map(({ body }) => body)].join(
        '\n',
      )
    },
    close() {
      for (const one of [...live, ...flows]) one.close()
    },
  }
}

/** The headers of somebody's own key that is good for another server only: a stranger with a name. */
export async function keyElsewhere(
  world: World,
  username: string,
  scope: Scope,
): Promise<{ authorization: string }> {
  const user = await findUser(world.app.services.database, world.idOf(username))
  assert.ok(user, `${username} has signed in`)
  const { key } = await world.app.access.keys.create({
    name: username,
    scopes: [scope],
    guild_ids: ['100000000000000001'],
    user_id: user.id,
  })
  return { authorization: `Bearer ${key}` }
}

/** What leads to these people: ids, and names as sign-in and Discord show them. */
export function tracesOf(world: World, usernames: readonly string[]): string[] {
  return usernames.flatMap((username) => {
    const id = world.idOf(username)
    const user = world.sandbox.world.state.users.get(id)?.user
    assert.ok(user, username)
    return [id, username, user.global_name ?? username]
  })
}
