import { useState } from 'react'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { useCommand } from './data/commands.ts'
import { useTexts } from './texts.ts'

/** The way to real money: a sentence must be typed. The server says which one, and whether it is allowed at all. */
export function LiveForm() {
  const { text } = useTexts()
  const { run, running } = useCommand()
  const [phrase, setPhrase] = useState('')
  return (
    <Card className="p-4">
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          run({ command: 'mode', parameters: { mode: 'live', phrase } })
        }}
      >
        <div className="min-w-0 flex-1 basis-56">
          <FormField
            label={text('web.trading.go_live.phrase')}
            help={text('web.trading.go_live.help')}
          >
            {(described) => (
              <TextInput
                {...described}
                autoComplete="off"
                value={phrase}
                onChange={({ target }) => setPhrase(target.value)}
              />
            )}
          </FormField>
        </div>
        <Button type="submit" kind="danger" busy={running !== null}>
          {text('web.trading.go_live')}
        </Button>
      </form>
    </Card>
  )
}
