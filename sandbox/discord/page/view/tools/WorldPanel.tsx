import { useState } from 'react'
import { useTexts } from '../../locales/context.tsx'
import { loadWorld, resetWorld, saveWorld } from '../../state/control.ts'
import { Button } from '../../ui/Button.tsx'
import { Field, inputShape, Problem } from '../../ui/fields.tsx'
import { Picker } from '../../ui/Picker.tsx'
import type { WorldInfo } from '../../wire/control.ts'

const knownSeeds = [
  'standard',
  'japanese-party',
  'french-organisation',
  'english-staff',
  'korean-traders',
  'student-club',
]

function offer(text: string, fileName: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  URL.revokeObjectURL(url)
}

/** Begins anew, in another community if wanted, and saves and loads the whole world. */
export function WorldPanel({ world, onReplaced }: { world: WorldInfo; onReplaced: () => void }) {
  const t = useTexts()
  const [seed, setSeed] = useState(world.seed ?? 'standard')
  const [problem, setProblem] = useState<string>()
  const run = (action: () => Promise<void>): void => {
    setProblem(undefined)
    action().catch((error: unknown) =>
      setProblem(error instanceof Error ? error.message : t.somethingFailed),
    )
  }
  return (
    <>
      {problem !== undefined && <Problem>{problem}</Problem>}
      <section className="flex flex-col gap-2">
        <h3 className="font-semibold">{t.reset}</h3>
        <p className="text-sm text-muted">{t.resetHint}</p>
        <Picker
          label={t.community}
          placeholder={t.community}
          options={(world.seeds ?? knownSeeds).map((id) => ({
            value: id,
            label: t.seedNames[id] ?? id,
          }))}
          values={[seed]}
          onPick={([picked]) => picked !== undefined && setSeed(picked)}
        />
        <Button
          tone="danger"
          onClick={() =>
            run(async () => {
              await resetWorld(seed)
              onReplaced()
            })
          }
        >
          {t.resetNow}
        </Button>
      </section>
      <section className="flex flex-col gap-2">
        <h3 className="font-semibold">{t.saveAndLoad}</h3>
        <Button onClick={() => run(async () => offer(await saveWorld(), 'world.json'))}>
          {t.saveWorld}
        </Button>
        <Field label={t.loadWorld} hint={t.loadHint}>
          {(ids) => (
            <input
              {...ids}
              type="file"
              accept="application/json,.json"
              className={inputShape}
              onChange={({ target }) => {
                const file = target.files?.[0]
                if (!file) return
                run(async () => {
                  await loadWorld(await file.text())
                  onReplaced()
                })
              }}
            />
          )}
        </Field>
      </section>
    </>
  )
}
