import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { scopes, type Caller, type Method } from '../call.ts'
import { GoogleError, invalid, parseBody } from '../errors.ts'
import { addForm } from '../forms/change.ts'
import { roleOf, timestamp, type Google } from '../google.ts'
import { quotas } from '../quotas.ts'
import { shareFile } from '../seed.ts'
import { addSpreadsheet, sheetMime } from '../sheets/spreadsheets.ts'
import type { DriveFile, Permission } from '../state.ts'
import { storageExceeded } from './storage.ts'

const params = z.object({ fileId: z.string() })
const aboutQuery = z.object({ fields: z.string().optional() })
const permissionParams = z.object({ permissionId: z.string() })
const copyBody = z.looseObject({ name: z.string().optional() })
const permissionBody = z.looseObject({
  type: z.enum(['user', 'anyone']),
  role: z.enum(['writer', 'reader']),
  emailAddress: z.string().optional(),
})

/** Drive names the missing file, and says the same of files that are not shared. */
function missing(id: string): GoogleError {
  const message = `File not found: ${id}.`
  return new GoogleError('NOT_FOUND', message, {
    errors: [
      {
        message,
        domain: 'global',
        reason: 'notFound',
        location: 'fileId',
        locationType: 'parameter',
      },
    ],
  })
}

function fileOf(
  google: Google,
  caller: Caller,
  request: FastifyRequest,
  need: 'read' | 'write' | 'own',
): DriveFile {
  const { fileId } = params.parse(request.params)
  const file = google.state.files.get(fileId)
  const role = file && roleOf(file, caller.email)
  if (!file || role === undefined || (caller.isFileOnly && !file.opened_by_app))
    throw missing(fileId)
  const isEnough = need === 'read' || (need === 'write' ? role !== 'reader' : role === 'owner')
  if (!isEnough)
    throw new GoogleError(
      'PERMISSION_DENIED',
      'The user does not have sufficient permissions for this file.',
      { errors: [{ domain: 'global', reason: 'insufficientFilePermissions' }] },
    )
  return file
}

function showFile(google: Google, file: DriveFile): object {
  const kind = file.mime === sheetMime ? 'spreadsheets' : 'forms'
  return {
    kind: 'drive#file',
    id: file.id,
    name: file.name,
    mimeType: file.mime,
    trashed: file.trashed,
    createdTime: timestamp(file.created),
    modifiedTime: timestamp(file.modified),
    webViewLink: `${google.root()}/${kind}/d/${file.id}/edit`,
  }
}

function showPermission({ id, type, role, email }: Permission): object {
  return {
    kind: 'drive#permission',
    id: type === 'anyone' ? 'anyoneWithLink' : id,
    type,
    role,
    ...(email !== null && { emailAddress: email }),
  }
}

function copy(google: Google, caller: Caller, request: FastifyRequest): object {
  const file = fileOf(google, caller, request, 'read')
  const { name = `Copy of ${file.name}` } = parseBody(copyBody, request.body)
  if (caller.isService) throw storageExceeded()
  const form = google.state.forms.get(file.id)
  const spreadsheet = google.state.spreadsheets.get(file.id)
  const owner = caller.email
  if (form) {
    const made = addForm(google, { owner, title: form.info.title, document: name, publish: null })
    const { info, items, settings, switches } = structuredClone({ ...form, responses: null })
    const publish = { published: !google.state.created_unpublished, accepting: false }
    Object.assign(made, { info, items, settings, switches, publish })
    return showFile(google, google.state.files.get(made.id) ?? file)
  }
  const made = addSpreadsheet(google, { owner, title: name })
  made.sheets = structuredClone(spreadsheet?.sheets ?? made.sheets)
  return showFile(google, google.state.files.get(made.id) ?? file)
}

function share(google: Google, caller: Caller, request: FastifyRequest): object {
  const file = fileOf(google, caller, request, 'write')
  const { type, role, emailAddress } = parseBody(permissionBody, request.body)
  if ((type === 'user') !== (emailAddress !== undefined))
    throw invalid('The permission type field is required to match the address.')
  const made = shareFile(google, file.id, { type, role, email: emailAddress ?? null })
  if (!made) throw missing(file.id)
  return showPermission(made)
}

function unshare(google: Google, caller: Caller, request: FastifyRequest): undefined {
  const file = fileOf(google, caller, request, 'write')
  const { permissionId } = permissionParams.parse(request.params)
  const found = file.permissions.find((one) => one.id === permissionId)
  if (!found || found.role === 'owner') throw missing(permissionId)
  file.permissions = file.permissions.filter((one) => one !== found)
  return undefined
}

/** Who one is. */
function aboutMethod(google: Google): Method {
  return {
    verb: 'GET',
    path: '/drive/v3/about',
    scopes: scopes.driveRead,
    quota: quotas.drive,
    run(caller, request) {
      const { fields } = aboutQuery.parse(request.query)
      if (fields === undefined) throw invalid("The 'fields' parameter is required for this method.")
      const { email } = caller
      const displayName = google.state.accounts.get(email)?.name ?? email
      return { user: { kind: 'drive#user', displayName, me: true, emailAddress: email } }
    },
  }
}

/** The part of Drive v3 that forms and spreadsheets need: who one is, look, copy, delete, share. */
export function driveMethods(google: Google): Method[] {
  const path = '/drive/v3/files'
  const read = { scopes: scopes.driveRead, quota: quotas.drive }
  const change = { scopes: scopes.driveWrite, quota: quotas.drive }
  return [
    aboutMethod(google),
    {
      verb: 'GET',
      path,
      ...read,
      run(caller) {
        const own = [...google.state.files.values()].filter(
          (file) =>
            roleOf(file, caller.email) !== undefined &&
            !file.trashed &&
            (!caller.isFileOnly || file.opened_by_app),
        )
        return { kind: 'drive#fileList', files: own.map((file) => showFile(google, file)) }
      },
    },
    {
      verb: 'GET',
      path: `${path}/:fileId`,
      ...read,
      run: (caller, request) => showFile(google, fileOf(google, caller, request, 'read')),
    },
    {
      verb: 'POST',
      path: `${path}/:fileId/copy`,
      ...change,
      run: (caller, request) => copy(google, caller, request),
    },
    {
      verb: 'DELETE',
      path: `${path}/:fileId`,
      ...change,
      run(caller, request) {
        const { id } = fileOf(google, caller, request, 'own')
        google.state.files.delete(id)
        google.state.forms.delete(id)
        google.state.spreadsheets.delete(id)
        return undefined
      },
    },
    {
      verb: 'GET',
      path: `${path}/:fileId/permissions`,
      ...read,
      run(caller, request) {
        const { permissions } = fileOf(google, caller, request, 'read')
        return { kind: 'drive#permissionList', permissions: permissions.map(showPermission) }
      },
    },
    {
      verb: 'POST',
      path: `${path}/:fileId/permissions`,
      ...change,
      run: (caller, request) => share(google, caller, request),
    },
    {
      verb: 'DELETE',
      path: `${path}/:fileId/permissions/:permissionId`,
      ...change,
      run(caller, request) {
        unshare(google, caller, request)
        return undefined
      },
    },
  ]
}
