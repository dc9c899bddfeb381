import {
  Bug,
  ChartCandlestick,
  Clock,
  Columns2,
  FileText,
  Globe,
  Languages,
  ListChecks,
  PanelRight,
  Search,
  SunMoon,
} from 'lucide-react'
import { Menu } from '@base-ui/react/menu'
import type { ComponentProps, ReactNode } from 'react'
import { useTexts } from '../locales/context.tsx'
import { languages, type Language } from '../locales/languages.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import type { Layout, ToolName } from './layout.ts'

/** What the bar shows and changes. */
export type TopBarProps = {
  layout: Layout
  change: (part: Partial<Layout>) => void
  hasWebPage: boolean
  progress: { done: number; all: number }
}

function Choices<T extends string>({
  label,
  icon,
  options,
  value,
  onChange,
}: {
  label: string
  icon: ReactNode
  options: readonly { id: T; name: string; lang?: string }[]
  value: T
  onChange: (id: T) => void
}) {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger render={<IconButton label={label}>{icon}</IconButton>} />
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" className="z-50">
          <Menu.Popup className="min-w-40 rounded-xl border border-line bg-raised p-1 text-ink shadow-lg">
            <Menu.RadioGroup value={value} onValueChange={(id: T) => onChange(id)}>
              {options.map(({ id, name, lang }) => (
                <Menu.RadioItem
                  key={id}
                  value={id}
                  lang={lang}
                  className="flex min-h-8 items-center rounded-lg px-2 text-sm outline-none data-checked:font-semibold data-highlighted:bg-hover"
                >
                  {name}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

const tools: readonly { id: ToolName; Icon: typeof Bug }[] = [
  { id: 'guide', Icon: ListChecks },
  { id: 'inspector', Icon: Search },
  { id: 'exchange', Icon: ChartCandlestick },
  { id: 'google', Icon: FileText },
  { id: 'faults', Icon: Bug },
  { id: 'time', Icon: Clock },
  { id: 'world', Icon: Globe },
]

type LabelButtonProps = Omit<ComponentProps<'button'>, 'children' | 'type' | 'className'> & {
  label: string
  note?: string | undefined
  Icon: typeof Bug
}

/** A button with a picture, and words beside it where there is room. */
function LabelButton({ label, note, Icon, ...rest }: LabelButtonProps) {
  return (
    <Button
      {...rest}
      tone="ghost"
      title={label}
      className="min-w-8 px-0 aria-expanded:bg-hover aria-expanded:text-ink aria-pressed:bg-tint aria-pressed:text-on-tint xl:px-2"
    >
      <Icon aria-hidden="true" className="size-4 shrink-0" />
      <span className="sr-only xl:not-sr-only">{label}</span>
      {note && <span className="sr-only tabular-nums xl:not-sr-only">{note}</span>}
    </Button>
  )
}

/** The bar over everything: what stands side by side, the tools, language and colours. */
export function TopBar({ layout, change, hasWebPage, progress }: TopBarProps) {
  const t = useTexts()
  return (
    <header className="flex flex-wrap items-center gap-0.5 border-b border-line bg-rail px-2 py-1">
      <h1 className="mr-auto hidden px-1 font-semibold sm:block">{t.title}</h1>
      <h1 className="sr-only sm:hidden">{t.title}</h1>
      {hasWebPage && (
        <LabelButton
          label={t.webPage}
          Icon={PanelRight}
          aria-pressed={layout.web}
          onClick={() => change({ web: !layout.web })}
        />
      )}
      <LabelButton
        label={t.twoPeople}
        Icon={Columns2}
        aria-pressed={layout.split}
        onClick={() => change({ split: !layout.split })}
      />
      {tools.map(({ id, Icon }) => (
        <LabelButton
          key={id}
          label={t.tools[id]}
          note={id === 'guide' ? t.progress(progress.done, progress.all) : undefined}
          Icon={Icon}
          aria-expanded={layout.tool === id}
          onClick={() => change({ tool: layout.tool === id ? null : id })}
        />
      ))}
      <Choices
        label={t.language}
        icon={<Languages aria-hidden="true" className="size-4" />}
        value={layout.language ?? 'auto'}
        options={[
          { id: 'auto' as const, name: t.languageOfPerson },
          ...languages.map(({ id, name }): { id: Language; name: string; lang: string } => ({
            id,
            name,
            lang: id,
          })),
        ]}
        onChange={(id) => change({ language: id === 'auto' ? null : id })}
      />
      <Choices
        label={t.colours}
        icon={<SunMoon aria-hidden="true" className="size-4" />}
        value={layout.theme}
        options={[
          { id: 'system', name: t.themes.system },
          { id: 'light', name: t.themes.light },
          { id: 'dark', name: t.themes.dark },
        ]}
        onChange={(theme) => change({ theme })}
      />
    </header>
  )
}
