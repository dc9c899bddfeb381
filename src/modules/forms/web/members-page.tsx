import { Upload } from 'lucide-react'
import { useState } from 'react'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { BackLink } from '#web/shell/back-link.tsx'
import { Button } from '#web/ui/button.tsx'
import { Field, TextInput } from '#web/ui/field.tsx'
import { FormField, TextArea } from '#web/ui/form-field.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { importAnswer, memberPage, type ImportAnswer } from '../contract/people.ts'
import { base, useRead, useWrite } from './api.ts'
import { Section } from './parts.tsx'
import { useTexts } from './texts.ts'
import { useGuild } from './use-choices.ts'

function Outcome({ outcome }: { outcome: ImportAnswer }) {
  const { text } = useTexts()
  const { added, changed, unchanged, problems, dry_run } = outcome
  return (
    <div aria-live="polite" className="flex flex-col gap-2">
      <p>
        {text(dry_run ? 'web.forms.import.would' : 'web.forms.import.did', {
          added,
          changed,
          unchanged,
        })}
      </p>
      {problems.length > 0 && (
        <ul className="flex list-disc flex-col gap-1 pl-5 text-sm text-bad">
          {problems.map(({ line, detail }) => (
            <li key={`${String(line)} ${detail}`}>
              {text('web.forms.import.line', { line, detail })}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Import({ guild }: { guild: string }) {
  const { text } = useTexts()
  const [csv, setCsv] = useState('')
  const [sheet, setSheet] = useState('')
  const [outcome, setOutcome] = useState<ImportAnswer | null>(null)
  const { mutate, isPending } = useWrite({
    request: (dry_run: boolean) => ({
      path: `${base}/members/import`,
      body: {
        guild_id: guild,
        dry_run,
        ...(csv.trim() !== '' ? { csv } : { spreadsheet_url: sheet.trim() }),
      },
      schema: importAnswer,
    }),
    onDone: setOutcome,
  })
  const isEmpty = csv.trim() === '' && sheet.trim() === ''
  const readFile = (file: File | undefined): void => {
    void file?.text().then(setCsv)
  }
  return (
    <Section title={text('web.forms.import.title')} note={text('web.forms.import.note')}>
      <Field label={text('web.forms.import.file')}>
        {(id) => (
          <input
            id={id}
            type="file"
            accept=".csv,text/csv"
            className="min-h-9"
            onChange={(event) => readFile(event.target.files?.[0])}
          />
        )}
      </Field>
      <FormField label={text('web.forms.import.csv')} help={text('web.forms.import.csv_help')}>
        {(described) => (
          <TextArea
            {...described}
            rows={6}
            value={csv}
            spellCheck={false}
            onChange={(event) => setCsv(event.target.value)}
          />
        )}
      </FormField>
      <FormField label={text('web.forms.import.sheet')} help={text('web.forms.import.sheet_help')}>
        {(described) => (
          <TextInput
            {...described}
            type="url"
            value={sheet}
            onChange={(event) => setSheet(event.target.value)}
          />
        )}
      </FormField>
      <div className="flex flex-wrap gap-2">
        <Button busy={isPending} disabled={isEmpty} onClick={() => mutate(true)}>
          {text('web.forms.import.check')}
        </Button>
        <Button
          kind="primary"
          icon={<Upload size={16} aria-hidden />}
          busy={isPending}
          disabled={isEmpty}
          onClick={() => mutate(false)}
        >
          {text('web.forms.import.run')}
        </Button>
      </div>
      {outcome && <Outcome outcome={outcome} />}
    </Section>
  )
}

function Members({ guild }: { guild: string }) {
  const { text } = useTexts()
  const [q, setQ] = useState('')
  const { data, error, isPending, refetch } = useRead(`${base}/members`, memberPage, {
    query: { guild_id: guild, q: q === '' ? undefined : q, page_size: 200 },
  })
  if (isPending) return <Skeleton className="h-40" />
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  return (
    <Section title={text('web.forms.members.count', { count: data.count })}>
      <Field label={text('web.forms.filter.search')}>
        {(id) => (
          <TextInput
            id={id}
            type="search"
            value={q}
            onChange={(event) => setQ(event.target.value)}
          />
        )}
      </Field>
      <div className="wrap-anywhere">
        <table className="w-full text-left text-sm">
          <thead className="text-muted">
            <tr>
              {(['name', 'student_id', 'username', 'team', 'grade'] as const).map((column) => (
                <th key={column} scope="col" className="py-1 pr-4 font-medium">
                  {text(`web.forms.members.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.results.map((member) => (
              <tr key={member.discord_user_id} className="border-t border-line">
                <th scope="row" className="py-1 pr-4 font-normal">
                  {member.name}
                </th>
                <td className="py-1 pr-4">{member.student_id}</td>
                <td className="py-1 pr-4">{member.discord_username}</td>
                <td className="py-1 pr-4">{member.team}</td>
                <td className="py-1 pr-4">{member.grade}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

/** `/forms/members`: who is who, for names and student numbers in named forms. */
export function MembersPage() {
  const { text } = useTexts()
  const guild = useGuild()
  const title = text('web.forms.members.title')
  usePageTitle(title)
  return (
    <>
      <BackLink to="/forms" label={text('web.forms.back')} />
      <PageHeader title={title} note={text('web.forms.members.note')} />
      {guild !== undefined && (
        <>
          <Import guild={guild} />
          <Members guild={guild} />
        </>
      )}
    </>
  )
}
