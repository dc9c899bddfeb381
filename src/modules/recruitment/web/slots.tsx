import { SlotBar } from '#web/ui/slot-bar.tsx'
import type { RecruitmentJson } from '../contract/party.ts'
import { useTexts } from './texts.ts'

/** The places of a party as a bar, with those who wait, and where the reader stands. */
export function Slots({ party }: { party: RecruitmentJson }) {
  const { text } = useTexts()
  const { current_slots: current, max_slots: max, waitlist_count: count, my } = party
  const position = my?.position ?? null
  return (
    <div className="flex flex-col gap-1">
      <SlotBar
        value={current}
        max={max}
        label={text('web.recruitment.slots')}
        valueText={text('web.recruitment.slots_value', { current, max })}
      />
      {count > 0 && (
        <p className="text-sm text-muted">{text('web.recruitment.waiting', { count })}</p>
      )}
      {position !== null && (
        <p className="text-sm font-medium text-accent">
          {text('web.recruitment.my_position', { position })}
        </p>
      )}
    </div>
  )
}
