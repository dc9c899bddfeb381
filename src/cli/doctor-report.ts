import type { FindingState, ModuleFinding } from '#core/doctor.ts'
import { permissionName } from '#core/i18n/permission-name.ts'
import { createTranslate } from '#core/i18n/translate.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { discordOutcomes, type DiscordOutcome, type Finding } from '#discord/doctor/finding.ts'
import { modules } from '../modules.ts'
import { groundOutcomes, type GroundOutcome } from './doctor-ground.ts'
import { cliCatalogue, say, type CliText } from './locales/catalogue.ts'

/** Everything that the doctor may find, and how bad it is. */
export const outcomes = { ...groundOutcomes, ...discordOutcomes }

/** One of `outcomes`. */
export type Outcome = GroundOutcome | DiscordOutcome

/** One line of the doctor's report, in the reader's language. `fix` is null when nothing is wrong. */
export type ReportLine = {
  id: string
  state: FindingState
  title: string
  detail: string
  fix: string | null
}

function isText(key: string): key is CliText {
  return key in cliCatalogue.en
}

function lackingText(locale: Locale, permission: NonNullable<Finding['permissions']>[number]) {
  const { name, module, reason: key } = permission
  const owner = modules.find((one) => one.name === module)
  const reason = owner ? createTranslate(owner.catalogue)(locale, key) : ''
  return say(locale, 'doctor.lacking', {
    permission: permissionName(locale, name),
    name,
    module,
    reason,
  })
}

/** Puts a finding into words. `common` are values that any text may name. */
export function reportLine(
  finding: Finding<Outcome>,
  locale: Locale,
  common: Record<string, string>,
): ReportLine {
  const { outcome, about, permissions = [] } = finding
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  const values = Object.fromEntries(
    Object.entries({ ...common, ...finding.values }).map(([name, value]) => [
      name,
      typeof value === 'object' ? list.format(value) : value,
    ]),
  )
  const lacking = permissions.map((permission) => lackingText(locale, permission)).join(', ')
  const check = outcome.split('.')[0] ?? outcome
  // That every outcome has its texts is held by a test.
  const text = (key: string) =>
    isText(key) ? say(locale, key, { permissions: lacking, ...values }) : null
  return {
    id: about === undefined ? check : `${check}:${about}`,
    state: outcomes[outcome],
    title: text(`doctor.${check}`) ?? check,
    detail: text(`doctor.${outcome}`) ?? outcome,
    fix: text(`doctor.${outcome}.fix`),
  }
}

/** Puts what a module found into its own words. */
export function moduleLine(
  { name, catalogue }: Pick<(typeof modules)[number], 'name' | 'catalogue'>,
  { outcome, state, about, values = {} }: ModuleFinding,
  locale: Locale,
): ReportLine {
  const translate = createTranslate(catalogue)
  const check = outcome.split('.')[0] ?? outcome
  const text = (key: string) => translate(locale, `doctor.${key}`, values)
  return {
    id: [`${name}.${check}`, ...(about === undefined ? [] : [about])].join(':'),
    state,
    title: text(check),
    detail: text(outcome),
    fix: state === 'works' ? null : text(`${outcome}.fix`),
  }
}

const marks: Record<FindingState, string> = { works: '✓', attention: '!', broken: '✗' }
const states: readonly FindingState[] = ['works', 'attention', 'broken']

/** The report for a person: what is broken stands at the end, where a terminal shows it. */
export function reportText(lines: readonly ReportLine[], locale: Locale): string {
  const groups = states.flatMap((state) => {
    const own = lines.filter((line) => line.state === state)
    if (own.length === 0) return []
    const body = own.flatMap(({ title, detail, fix }) => [
      `  ${marks[state]} ${title}: ${detail}`,
      ...(fix === null ? [] : [`    → ${fix}`]),
    ])
    return [[say(locale, `doctor.group.${state}`), ...body].join('\n')]
  })
  const count = (state: FindingState) => lines.filter((line) => line.state === state).length
  const [works = 0, attention = 0, broken = 0] = states.map(count)
  return [...groups, say(locale, 'doctor.sum', { works, attention, broken })].join('\n\n')
}
