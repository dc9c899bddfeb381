import { useEffect, useId, useState } from 'react'
import { useTexts } from '../../locales/context.tsx'
import { dismiss } from '../../state/client.ts'
import { dismissModal, submitModal, type FieldValue } from '../../state/interactions.ts'
import { guildOfChannel, type Modal } from '../../state/model.ts'
import { Markdown } from '../../text/Markdown.tsx'
import { Button } from '../../ui/Button.tsx'
import { useEscape } from '../../ui/use-escape.ts'
import { Problem } from '../../ui/fields.tsx'
import type { Component } from '../../wire/message.ts'
import { usePane, usePaneState } from '../context.tsx'
import { componentTypes } from '../message/select-options.ts'
import { ModalField } from './ModalField.tsx'
import { checkField, fieldsOf, presetOf, type FieldProblem } from './values.ts'

const keyOf = (field: Component): string => field.custom_id ?? ''

function useModalForm(modal: Modal) {
  const { client } = usePane()
  const fields = fieldsOf(modal.components)
  const [values, setValues] = useState<ReadonlyMap<string, FieldValue>>(
    () => new Map(fields.map((field) => [keyOf(field), presetOf(field)])),
  )
  const [problems, setProblems] = useState<ReadonlyMap<string, FieldProblem>>(new Map())
  const { pending } = usePaneState()
  const mine = [...pending].filter(([, one]) => one.kind === 'modal' && one.name === modal.customId)
  return {
    values,
    problems,
    isSending: mine.some(([, one]) => one.failure === undefined),
    failure: mine.find(([, one]) => one.failure !== undefined)?.[1].failure,
    set: (field: Component, value: FieldValue) =>
      setValues((old) => new Map(old).set(keyOf(field), value)),
    submit: () => {
      for (const [nonce] of mine) dismiss(client, nonce)
      const found = fields.flatMap((field): [string, FieldProblem][] => {
        const problem = checkField(field, values.get(keyOf(field)) ?? null)
        return problem ? [[keyOf(field), problem]] : []
      })
      setProblems(new Map(found))
      if (found.length === 0) void submitModal(client, modal, values)
    },
    cancel: () => {
      for (const [nonce] of mine) dismiss(client, nonce)
      dismissModal(client)
    },
  }
}

function Entries({ modal, form }: { modal: Modal; form: ReturnType<typeof useModalForm> }) {
  const guild = guildOfChannel(usePaneState(), modal.channelId)
  return modal.components.map((entry, index) => {
    if (entry.type === componentTypes.text)
      return (
        <div key={index}>
          <Markdown text={entry.content ?? ''} />
        </div>
      )
    const field = entry.component ?? entry.components?.[0]
    if (!field) return null
    return (
      <ModalField
        key={keyOf(field)}
        field={field}
        label={entry.label ?? field.label ?? ''}
        hint={entry.description}
        value={form.values.get(keyOf(field)) ?? null}
        problem={form.problems.get(keyOf(field))}
        guild={guild}
        onChange={(value) => form.set(field, value)}
      />
    )
  })
}

/** The form that an application shows to this person. It stays open until the application has taken it. */
export function ModalView({ modal }: { modal: Modal }) {
  const t = useTexts()
  const titleId = useId()
  const form = useModalForm(modal)
  const box = useEscape<HTMLDialogElement>(form.cancel)
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('input, textarea, form button')?.focus()
  }, [box])
  return (
    <div className="absolute inset-0 z-40 flex overflow-y-auto bg-black/50 p-3">
      <dialog
        open
        ref={box}
        aria-modal="true"
        aria-labelledby={titleId}
        className="static m-auto w-full max-w-md rounded-xl border border-line bg-raised p-4 text-ink shadow-lg"
      >
        <h2 id={titleId} className="mb-3 text-lg font-semibold break-words">
          {modal.title}
        </h2>
        <form
          noValidate
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            form.submit()
          }}
        >
          <Entries modal={modal} form={form} />
          {form.failure !== undefined && (
            <Problem>
              {t.failed(t.theForm)} {form.failure}
            </Problem>
          )}
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={form.cancel}>{t.cancel}</Button>
            <Button type="submit" tone="primary" disabled={form.isSending}>
              {form.isSending ? t.sendingForm : t.submit}
            </Button>
          </div>
        </form>
      </dialog>
    </div>
  )
}
