import { questionsOf, type Item, type Question } from '../forms/items.ts'
import { choiceOf, fieldOf, otherValue, type Fault } from './answers.ts'
import { html, type Html } from './html.ts'
import type { Answers } from './sections.ts'
import type { Texts } from './texts.ts'

/** What a page of questions is filled with. */
export type Filling = { answers: Answers; faults: Record<string, Fault>; t: Texts }

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_unused, index) => from + index)

function otherOption(name: string, kind: string, values: readonly string[], t: Texts): Html {
  return html`<div class="option">
    <label class="option"
      ><input
        type="${kind}"
        name="${name}"
        value="${otherValue}"
        ${{ markup: values.length > 0 ? 'checked' : '' }}
      />${t.other}</label
    >
    <input
      type="text"
      name="${name}.other_option_response"
      aria-label="${t.other}"
      value="${values[0]}"
    />
  </div>`
}

function choiceInput(item: Item, question: Question, values: readonly string[], t: Texts): Html {
  const name = fieldOf(question)
  const choice = choiceOf(item, question)
  const options = choice?.options ?? []
  const plain = options.filter(({ isOther }) => isOther !== true)
  const isSet = (value: string | undefined): boolean => values.includes(value ?? '')
  if (choice?.type === 'DROP_DOWN')
    return html`<select name="${name}" aria-label="${item.title}">
      <option value="">${t.choose}</option>
      ${plain.map(
        ({ value }) =>
          html`<option ${{ markup: isSet(value) ? 'selected' : '' }}>${value}</option>`,
      )}
    </select>`
  const kind = choice?.type === 'CHECKBOX' ? 'checkbox' : 'radio'
  const known = new Set(plain.map(({ value }) => value))
  const boxes = plain.map(
    ({ value }) =>
      html`<label class="option"
        ><input
          type="${kind}"
          name="${name}"
          value="${value}"
          ${{ markup: isSet(value) ? 'checked' : '' }}
        />${value}</label
      >`,
  )
  const others = values.filter((value) => !known.has(value))
  const hasOther = options.some(({ isOther }) => isOther)
  return html`${boxes}${hasOther && otherOption(name, kind, others, t)}`
}

function numbersInput(question: Question, [chosen]: readonly string[]): Html {
  const { scaleQuestion: scale, ratingQuestion: rating } = question
  const numbers = scale
    ? range(scale.low ?? 0, scale.high)
    : range(1, rating?.ratingScaleLevel ?? 5)
  const options = numbers.map(
    (number) =>
      html`<label
        >${number}<input
          type="radio"
          name="${fieldOf(question)}"
          value="${number}"
          ${{ markup: chosen === String(number) ? 'checked' : '' }}
      /></label>`,
  )
  return html`<div class="scale">
    <span class="soft">${scale?.lowLabel}</span>${options}<span class="soft"
      >${scale?.highLabel}</span
    >
  </div>`
}

function textInput(item: Item, question: Question, [value]: readonly string[]): Html {
  const name = fieldOf(question)
  const { dateQuestion: date, timeQuestion: time } = question
  if (question.textQuestion?.paragraph === true)
    return html`<textarea name="${name}" aria-label="${item.title}" rows="4">${value}</textarea>`
  const isPlain = date ? date.includeYear !== true : time?.duration === true
  const kind = date
    ? date.includeTime === true
      ? 'datetime-local'
      : 'date'
    : time
      ? 'time'
      : 'text'
  const hint = date ? `MM-DD${date.includeTime === true ? ' HH:MM' : ''}` : time && 'HH:MM'
  return html`<input
    type="${isPlain ? 'text' : kind}"
    name="${name}"
    aria-label="${item.title}"
    placeholder="${hint}"
    autocomplete="off"
    value="${kind === 'datetime-local' && !isPlain ? value?.replace(' ', 'T') : value}"
  />`
}

function inputOf(item: Item, question: Question, filling: Filling): Html {
  const values = filling.answers[question.questionId ?? ''] ?? []
  if (choiceOf(item, question)) return choiceInput(item, question, values, filling.t)
  if (question.scaleQuestion ?? question.ratingQuestion) return numbersInput(question, values)
  return textInput(item, question, values)
}

function row(item: Item, question: Question, filling: Filling): Html {
  const fault = filling.faults[question.questionId ?? '']
  return html`<fieldset>
    <legend>
      ${question.rowQuestion?.title ?? item.title}${
        question.required === true && html` <span class="bad">*</span>`
      }
    </legend>
    ${item.description && html`<p class="help">${item.description}</p>`}
    ${inputOf(item, question, filling)}
    ${fault && html`<p class="bad" role="alert">${filling.t[fault]}</p>`}
  </fieldset>`
}

/** One item as people see it. */
export function itemCard(item: Item, filling: Filling): Html {
  const questions = questionsOf(item)
  const isFaulty = questions.some(({ questionId = '' }) => filling.faults[questionId])
  if (questions.length === 0)
    return html`<section class="card">
      <h2>${item.title}</h2>
      <p class="help">${item.description}</p>
    </section>`
  return html`<section class="card ${isFaulty ? 'faulty' : ''}">
    ${item.questionGroupItem && html`<h2>${item.title}</h2>`}
    ${questions.map((question) => row(item, question, filling))}
  </section>`
}
