import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv, type SchemaObject } from 'ajv'

/** The APIs whose official packages carry their discovery documents as type declarations. */
const declarations = {
  forms: '@googleapis/forms/build/v1.d.ts',
  sheets: '@googleapis/sheets/build/v4.d.ts',
} as const

/** An API with a description. */
export type DescribedApi = keyof typeof declarations

/** `string | null` and the like, as JSON Schema. Answers never hold null. */
function schemaOf(type: string): SchemaObject {
  const plain = type.replace(/ \| null$/, '').trim()
  const [, inner] = /^(.+)\[\]$/.exec(plain) ?? []
  if (inner !== undefined) return { type: 'array', items: schemaOf(inner) }
  const [, values] = /^\{\s*\[key: string\]: (.+);\s*\}$/.exec(plain) ?? []
  if (values !== undefined) return { type: 'object', additionalProperties: schemaOf(values) }
  const [, name] = /^Schema\$(\w+)$/.exec(plain) ?? []
  if (name !== undefined) return { $ref: `#/definitions/${name}` }
  return ['string', 'boolean', 'number'].includes(plain) ? { type: plain } : {}
}

/**
 * The schemas of an API, read from the declarations that Google generates from its discovery document: which fields
 * there are and of which type. Nothing else is allowed.
 */
function readDeclarations(api: DescribedApi): SchemaObject {
  const file = fileURLToPath(import.meta.resolve(declarations[api]))
  const text = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const definitions: Record<string, SchemaObject> = {}
  for (const [, name = '', body = ''] of text.matchAll(
    /export interface Schema\$(\w+) \{([\s\S]*?)\n {4}\}/g,
  )) {
    const fields = [...body.matchAll(/(\w+)\?: ((?:\{[^}]*\}|[^;])+);/g)]
    definitions[name] = {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(
        fields.map(([, field = '', type = '']) => [field, schemaOf(type)]),
      ),
    }
  }
  return { definitions }
}

/** Fails unless a body has only the fields that Google describes for it, in the types that it describes. */
export function assertDescribed(api: DescribedApi, name: string, body: unknown): void {
  const { definitions } = readDeclarations(api)
  const ajv = new Ajv({ allErrors: true, strict: false })
  const isValid = ajv.validate({ definitions, $ref: `#/definitions/${name}` }, body)
  assert.ok(isValid, `${name}: ${ajv.errorsText()}\n${JSON.stringify(body)}`)
}
