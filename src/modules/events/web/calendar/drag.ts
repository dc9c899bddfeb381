import type { DragEvent } from 'react'
import type { EventJson } from '../../contract/event.ts'
import { isMovable } from '../data/use-move.ts'

/** What is dragged is an event of ours, whose id goes with it. */
const kind = 'application/x-muster-event'

/** Lets organisers drag an event that is still to come. The way without a pointer is the menu on its page. */
export function dragged(event: EventJson) {
  if (event.my?.can_manage !== true || !isMovable(event)) return { draggable: false }
  return {
    draggable: true,
    onDragStart({ dataTransfer }: DragEvent) {
      dataTransfer.setData(kind, event.id)
      dataTransfer.effectAllowed = 'move'
    },
  }
}

/** Lets a day take events that are dropped on it. */
export function droppedOn(day: string, onMove: (id: string, day: string) => void) {
  return {
    onDragOver(event: DragEvent) {
      if (event.dataTransfer.types.includes(kind)) event.preventDefault()
    },
    onDrop(event: DragEvent) {
      const id = event.dataTransfer.getData(kind)
      if (id === '') return
      event.preventDefault()
      onMove(id, day)
    },
  }
}
