import { useEffect, useState } from 'react'
import { loadCommands } from '../state/interactions.ts'
import type { Command } from '../wire/command.ts'
import { usePane, usePaneState } from './context.tsx'

/**
 * The commands that can be used in a channel; loaded again when the session or the channel changes and when `refresh`
 * changes, because nobody is told of new commands.
 */
export function useCommands(channelId: string, refresh: unknown = null): readonly Command[] {
  const { client } = usePane()
  const { sessionId } = usePaneState()
  const [commands, setCommands] = useState<readonly Command[]>([])
  useEffect(() => {
    let stale = false
    loadCommands(client, channelId).then(
      (loaded) => !stale && setCommands(loaded),
      () => !stale && setCommands([]),
    )
    return () => {
      stale = true
    }
  }, [client, channelId, sessionId, refresh])
  return commands
}
