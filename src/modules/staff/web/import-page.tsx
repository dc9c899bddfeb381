import { CircleAlert, FileUp } from 'lucide-react'
import { useState, type ChangeEvent } from 'react'
import { usePageTitle } from '#web/pages/page-title.ts'
import { BackLink } from '#web/shell/back-link.tsx'
import { guildSearch } from '#web/shell/guild-switcher.tsx'
import { Badge, type Tone } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { TextInput } from '#web/ui/field.tsx'
import { FormField, TextArea } from '#web/ui/form-field.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { importAnswer, type ImportAnswer } from '../contract/import.ts'
import { useTexts } from './texts.ts'
import { useImportSource } from './use-staff.ts'
import { useWrite } from './use-write.ts'

const tones: Record<ImportAnswer['lines'][number]['outcome'], Tone> = {
  create: 'good',
  update: 'accent',
  same: 'neutral',
  refuse: 'bad',
}

function Preview({ answer }: { answer: ImportAnswer }) {
  const { text } = useTexts()
  const { created, updated, unchanged, refused } = answer
  return (
    <section className="flex flex-col gap-2" aria-label={text('web.staff.import.preview')}>
      <output className="font-medium">
        {text(answer.applied ? 'web.staff.import.applied' : 'web.staff.import.would', {
          created,
          updated,
          unchanged,
          refused,
        })}
      </output>
      <ul className="flex flex-col gap-2">
        {answer.lines.map((line) => (
          <li key={line.line}>
            <Card className="flex flex-wrap items-center gap-x-3 gap-y-1 p-3">
              <span className="text-muted">
                {text('web.staff.import.line', { line: line.line })}
              </span>
              <Badge tone={tones[line.outcome]} icon={FileUp}>
                {text(`web.staff.import.outcome.${line.outcome}`)}
              </Badge>
              <span className="font-medium wrap-anywhere">{line.display_name || '–'}</span>
              {line.role !== null && <span className="text-muted">{line.role}</span>}
              {line.discord_id !== null && <code className="text-sm">{line.discord_id}</code>}
              {line.problems.map((problem) => (
                <span
                  key={problem.code}
                  className="flex w-full items-start gap-1.5 text-sm text-warn"
                >
                  <CircleAlert size={14} aria-hidden className="mt-0.5 shrink-0" />
                  {problem.text}
                </span>
              ))}
            </Card>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** How a sheet at Google is opened for this program. */
function SourceHelp({ guild }: { guild: string | undefined }) {
  const { text } = useTexts()
  const source = useImportSource(guild)
  if (!source?.google) return text('web.staff.import.url_help')
  if (source.share_with === null) return text('web.staff.import.url_own')
  return (
    <>
      {text('web.staff.import.url_share')}{' '}
      <code className="wrap-anywhere select-all">{source.share_with}</code>
    </>
  )
}

/** Where the sheet comes from: an address, a file, or its text. */
function Source(props: {
  csv: string
  url: string
  guild: string | undefined
  onCsv: (csv: string) => void
  onUrl: (url: string) => void
}) {
  const { text } = useTexts()
  const { csv, url, guild, onCsv, onUrl } = props
  const readFile = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    if (file) void file.text().then(onCsv)
  }
  return (
    <>
      <FormField label={text('web.staff.import.url')} help={<SourceHelp guild={guild} />}>
        {(described) => (
          <TextInput
            {...described}
            type="url"
            value={url}
            onChange={({ target }) => onUrl(target.value)}
          />
        )}
      </FormField>
      <FormField label={text('web.staff.import.file')}>
        {(described) => (
          <input {...described} type="file" accept=".csv,text/csv,text/plain" onChange={readFile} />
        )}
      </FormField>
      <FormField label={text('web.staff.import.csv')} help={text('web.staff.import.csv_help')}>
        {(described) => (
          <TextArea
            {...described}
            rows={8}
            maxLength={60_000}
            value={csv}
            onChange={({ target }) => onCsv(target.value)}
          />
        )}
      </FormField>
    </>
  )
}

/** `/staff/import`: a sheet becomes the roster, after one has seen what would happen. */
export function ImportPage() {
  const { text } = useTexts()
  const [{ guild }] = useUrlSearch(guildSearch)
  const { write, busy } = useWrite()
  const [csv, setCsv] = useState('')
  const [url, setUrl] = useState('')
  const [answer, setAnswer] = useState<ImportAnswer | null>(null)
  const title = text('web.staff.import.title')
  usePageTitle(title)
  const source = url.trim() === '' ? { csv } : { url: url.trim() }
  const ask = (apply: boolean) =>
    write({
      method: 'POST',
      path: '/api/staff/import/',
      body: { ...source, apply, discord_guild_id: guild },
      schema: importAnswer,
      after: setAnswer,
    })
  const submit = () => {
    ask(false)
  }
  const ready = csv.trim() !== '' || url.trim() !== ''
  const useful = answer !== null && !answer.applied && answer.created + answer.updated > 0
  return (
    <>
      <BackLink to="/staff" label={text('web.staff.back')} />
      <PageHeader title={title} note={text('web.staff.import.note')} />
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Source csv={csv} url={url} guild={guild} onCsv={setCsv} onUrl={setUrl} />
        <div className="flex flex-wrap gap-2">
          <Button
            type="submit"
            kind={useful ? 'secondary' : 'primary'}
            busy={busy}
            disabled={!ready}
          >
            {text('web.staff.import.look')}
          </Button>
          {useful && (
            <Button kind="primary" busy={busy} onClick={() => ask(true)}>
              {text('web.staff.import.apply')}
            </Button>
          )}
        </div>
      </form>
      {answer && <Preview answer={answer} />}
    </>
  )
}
