import { Settings2 } from 'lucide-react'
import { parseLocale } from '#core/i18n/locale.ts'
import { languageNames } from '../i18n/language.ts'
import { useLanguage, useShellTexts } from '../i18n/texts.tsx'
import { themes, useTheme } from '../theme.tsx'
import { Field, Select } from '../ui/field.tsx'
import { choices, Menu } from '../ui/menu.tsx'

/** Language and theme as a menu, for the top bar. */
export function PreferenceMenu() {
  const { text } = useShellTexts()
  const { locale, choose } = useLanguage()
  const [theme, setTheme] = useTheme()
  return (
    <Menu
      label={`${text('web.language.label')}, ${text('web.theme.label')}`}
      trigger={<Settings2 size={18} aria-hidden />}
      groups={[
        choices({
          label: text('web.language.label'),
          value: locale,
          options: languageNames().map((item) => ({
            value: item.locale,
            label: item.name,
            lang: item.locale,
          })),
          onChange: choose,
        }),
        choices({
          label: text('web.theme.label'),
          value: theme,
          options: themes.map((value) => ({ value, label: text(`web.theme.${value}`) })),
          onChange: setTheme,
        }),
      ]}
    />
  )
}

/** Language and theme as fields, for the drawer of phones. */
export function PreferenceFields() {
  const { text } = useShellTexts()
  const { locale, choose } = useLanguage()
  const [theme, setTheme] = useTheme()
  return (
    <div className="flex flex-col gap-3">
      <Field label={text('web.language.label')}>
        {(id) => (
          <Select
            id={id}
            value={locale}
            onChange={(event) => choose(parseLocale(event.target.value) ?? locale)}
          >
            {languageNames().map((item) => (
              <option key={item.locale} value={item.locale} lang={item.locale}>
                {item.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={text('web.theme.label')}>
        {(id) => (
          <Select
            id={id}
            value={theme}
            onChange={(event) =>
              setTheme(themes.find((value) => value === event.target.value) ?? 'system')
            }
          >
            {themes.map((value) => (
              <option key={value} value={value}>
                {text(`web.theme.${value}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  )
}
