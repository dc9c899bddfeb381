import { X } from 'lucide-react'
import { useSession } from '#web/session.tsx'
import { Button } from '#web/ui/button.tsx'
import { Field, Select, Switch, TextInput } from '#web/ui/field.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import { useTyped } from '#web/ui/typing.ts'
import { recruitmentState } from '../contract/party.ts'
import { sorts, statuses, views, type ChangeSearch, type ListSearch } from './list-search.ts'
import { useTexts } from './texts.ts'

function WordField(props: { label: string; value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useTyped(props)
  return (
    <Field label={props.label}>
      {(id) => (
        <TextInput
          id={id}
          maxLength={100}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
    </Field>
  )
}

/** What few people ask for, folded away until it is in use. */
function MoreFilters(props: { search: ListSearch; onChange: ChangeSearch }) {
  const { text } = useTexts()
  const { search, onChange } = props
  const { state, game, tag, starts_after, starts_before } = search
  const inUse = [state, game, tag, starts_after, starts_before].some((value) => value !== '')
  const change = (name: 'game' | 'tag' | 'starts_after' | 'starts_before') => (value: string) =>
    onChange({ [name]: value || undefined, page: undefined })
  return (
    <details className="w-full" open={inUse}>
      <summary className="min-h-8 w-fit cursor-pointer py-1 text-sm text-muted">
        {text('web.recruitment.filter.more')}
      </summary>
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-5">
        <Field label={text('web.recruitment.filter.state')}>
          {(id) => (
            <Select
              id={id}
              value={state}
              onChange={({ target: { value } }) =>
                // One state lies across the two that are asked for above.
                onChange({
                  state: value || undefined,
                  status: value ? 'all' : undefined,
                  page: undefined,
                })
              }
            >
              <option value="">{text('web.recruitment.filter.any')}</option>
              {recruitmentState.options.map((value) => (
                <option key={value} value={value}>
                  {text(`web.recruitment.state.${value}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <WordField
          label={text('web.recruitment.filter.game')}
          value={game}
          onChange={change('game')}
        />
        <WordField
          label={text('web.recruitment.filter.tag')}
          value={tag}
          onChange={change('tag')}
        />
        {(['starts_after', 'starts_before'] as const).map((name) => (
          <Field key={name} label={text(`web.recruitment.filter.${name}`)}>
            {(id) => (
              <TextInput
                id={id}
                type="datetime-local"
                value={search[name]}
                onChange={(event) => change(name)(event.target.value)}
              />
            )}
          </Field>
        ))}
      </div>
    </details>
  )
}

/** The filters above the list; every one of them is in the address. */
export function Filters(props: { search: ListSearch; onChange: ChangeSearch }) {
  const { text } = useTexts()
  const { me } = useSession()
  const { search, onChange } = props
  return (
    <search className="flex flex-wrap items-end gap-x-4 gap-y-3">
      <Segmented
        label={text('web.recruitment.filter.status')}
        name="status"
        value={search.status}
        options={statuses.map((value) => ({
          value,
          label: text(`web.recruitment.filter.${value}`),
        }))}
        onChange={(value) =>
          onChange({
            status: value === 'open' ? undefined : value,
            state: undefined,
            page: undefined,
          })
        }
      />
      <div className="min-w-0 flex-1 basis-36 sm:max-w-72">
        <SearchField
          label={text('web.recruitment.filter.search')}
          placeholder={text('web.recruitment.filter.search_hint')}
          value={search.search}
          onChange={(value) => onChange({ search: value || undefined, page: undefined })}
        />
      </div>
      <Switch
        label={text('web.recruitment.filter.has_space')}
        checked={search.has_space}
        onChange={(value) => onChange({ has_space: value ? 'true' : undefined, page: undefined })}
      />
      {me.user && (
        <Switch
          label={text('web.recruitment.filter.mine')}
          checked={search.mine}
          onChange={(value) => onChange({ mine: value ? 'true' : undefined, page: undefined })}
        />
      )}
      <Field label={text('web.recruitment.sort.label')}>
        {(id) => (
          <Select
            id={id}
            value={search.sort}
            onChange={({ target: { value } }) =>
              onChange({ sort: value === 'newest' ? undefined : value, page: undefined })
            }
          >
            {sorts.map((value) => (
              <option key={value} value={value}>
                {text(`web.recruitment.sort.${value}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Segmented
        label={text('web.recruitment.view.label')}
        name="view"
        value={search.view}
        options={views.map((value) => ({ value, label: text(`web.recruitment.view.${value}`) }))}
        onChange={(value) => onChange({ view: value === 'cards' ? undefined : value })}
      />
      {search.owner && (
        <Button onClick={() => onChange({ owner: undefined, page: undefined })}>
          <X size={16} aria-hidden />
          {text('web.recruitment.filter.owner_clear')}
        </Button>
      )}
      <MoreFilters search={search} onChange={onChange} />
    </search>
  )
}
