import { z } from 'zod'
import { encodeFrame } from './connection.ts'
import { clientFrame, closeCodes, type ServerFrame } from './dialect.ts'
import type { Beginning, Group } from './group.ts'
import type { Reader } from './reader.ts'

/** Characters of one client frame at most. */
const frameSize = 4_096
/** Frames that are no frames of the dialect, in the life of a connection. */
const badFrames = 10
/** Frames between two heartbeats at most, and how many of them may resume. */
const framesPerBeat = 120
const resumesPerBeat = 10
/** Heartbeats without a sign of life after which a connection is taken for dead. */
const silentBeats = 3

/** What a session asks of the live server. */
export type SessionServices = {
  cursorAt: (position: number) => string
  /** The program's time, in epoch milliseconds. */
  now: () => number
  /** The position that a cursor stands for, or null when it is not of this database. */
  positionOf: (cursor: string) => number | null
  /** The text of an error code in the reader's language. */
  explain: (code: string) => string
  /** Ends the connection over an error that was thrown while serving it. */
  fail: (error: unknown) => void
}

/** One connection's side of the dialect, whatever carries it. */
export type ReaderSession = {
  /** Takes one frame of the client; null stands for one that is not text. */
  receive: (text: string | null) => void
  /** Notes a sign of life that is no frame. */
  alive: () => void
  /** To be called at every heartbeat: looks for life and ends what is dead. */
  beat: () => void
}

type Parsed =
  | { ok: true; frame: ReturnType<typeof clientFrame.parse> }
  /** Something else with a type; perhaps a question of the address's own. */
  | { ok: false; type: string | null }

const question = z.looseObject({ type: z.string().max(64) })

function parse(text: string | null): Parsed {
  if (text === null) return { ok: false, type: null }
  try {
    const json: unknown = JSON.parse(text)
    const parsed = clientFrame.safeParse(json)
    if (parsed.success) return { ok: true, frame: parsed.data }
    return { ok: false, type: question.safeParse(json).data?.type ?? null }
  } catch {
    return { ok: false, type: null }
  }
}

/** Serves what a reader of a group says. */
export function createReaderSession(
  reader: Reader,
  group: Group,
  services: SessionServices,
): ReaderSession {
  const { cursorAt, now, positionOf, explain, fail } = services
  const { connection } = reader
  let bad = 0
  let frames = 0
  let resumes = 0
  let silence = 0

  const send = (frame: ServerFrame) => connection.send(encodeFrame(frame))

  function close(code: number, reason: string): void {
    reader.gone = true
    group.detach(reader)
    connection.close(code, reason)
  }

  function refuse(code: string): void {
    send({ type: 'error', code, detail: explain(code), cursor: cursorAt(reader.position) })
  }

  function begin(beginning: Beginning): void {
    group.attach(reader, beginning).catch(fail)
  }

  function countBad(): void {
    bad += 1
    refuse('malformed_request')
    if (bad > badFrames) close(closeCodes.tooMany, 'too many bad frames')
  }

  function ask(type: string): void {
    if (!group.answers(type)) return countBad()
    resumes += 1
    if (resumes > resumesPerBeat) return close(closeCodes.tooMany, 'too many questions')
    group.ask(reader, type).catch(fail)
  }

  function receive(text: string | null): void {
    if (reader.gone) return
    silence = 0
    frames += 1
    if (frames > framesPerBeat) return close(closeCodes.tooMany, 'too many frames')
    if (text !== null && text.length > frameSize) {
      return close(closeCodes.tooBig, 'a frame is too big')
    }
    const parsed = parse(text)
    if (!parsed.ok) return parsed.type === null ? countBad() : ask(parsed.type)
    const { frame } = parsed
    if (frame.type === 'ping') {
      const server_time = new Date(now()).toISOString()
      send({ type: 'pong', cursor: cursorAt(group.positionOf(reader)), server_time })
    } else if (frame.type === 'subscribe') {
      reader.filter = Object.keys(frame.filter).length > 0 ? frame.filter : null
    } else {
      resumes += 1
      if (resumes > resumesPerBeat) return close(closeCodes.tooMany, 'too many resumes')
      begin({ kind: 'resume', position: positionOf(frame.cursor) })
    }
  }

  return {
    receive,
    alive() {
      silence = 0
    },
    beat() {
      frames = 0
      resumes = 0
      silence += 1
      if (silence > silentBeats) close(closeCodes.idle, 'no sign of life')
      else connection.probe()
    },
  }
}
