import type { z } from 'zod'

/** A setting read from the environment; its schema's description is printed in the reference. */
export type SettingsTable = Record<string, z.ZodType>

/** Settings that were read, by name. */
export type SettingValues = Readonly<Record<string, unknown>>

/** The values that belong to a table of settings. */
export type SettingsOf<Table extends SettingsTable> = {
  readonly [Name in keyof Table]: z.infer<Table[Name]>
}

/** Looks up the settings of a module by its own table. */
export type SettingsReader = <Table extends SettingsTable>(table: Table) => SettingsOf<Table>

/** Makes the look-up over values that were parsed by the tables of all modules. */
export function createSettingsReader(values: SettingValues): SettingsReader {
  return <Table extends SettingsTable>(table: Table) => {
    const own = Object.keys(table).map((name) => [name, values[name]])
    // They came out of the very schemas that the table consists of.
    return Object.fromEntries(own) as SettingsOf<Table>
  }
}
