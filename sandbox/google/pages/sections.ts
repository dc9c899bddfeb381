import { questionsOf, type Item, type Question } from '../forms/items.ts'
import type { StoredForm } from '../state.ts'

/** A page of a form: what stands between two page breaks. The first has no break of its own. */
export type Section = { id: string | null; title: string; description: string; items: Item[] }

/** Texts by question id. */
export type Answers = Record<string, string[]>

/** The pages of a form, at least one. */
export function sectionsOf({ items }: Pick<StoredForm, 'items'>): Section[] {
  const sections: Section[] = [{ id: null, title: '', description: '', items: [] }]
  for (const item of items) {
    if (item.pageBreakItem)
      sections.push({
        id: item.itemId ?? null,
        title: item.title ?? '',
        description: item.description ?? '',
        items: [],
      })
    else sections.at(-1)?.items.push(item)
  }
  return sections
}

/** All questions of a page, rows of groups among them. */
export function questionsIn({ items }: Section): Question[] {
  return items.flatMap(questionsOf)
}

/**
 * Where a page leads: the chosen option of the last question that names a place decides, else the next page follows.
 * Returns the number of the page, or the number of pages for the end.
 */
export function nextSection(
  sections: readonly Section[],
  current: number,
  answers: Answers,
): number {
  let target = current + 1
  for (const { questionId = '', choiceQuestion } of questionsIn(
    sections[current] ?? { id: null, title: '', description: '', items: [] },
  )) {
    const [chosen] = answers[questionId] ?? []
    const isKnown = choiceQuestion?.options.some(({ value }) => value === chosen)
    const option = choiceQuestion?.options.find((one) =>
      isKnown ? one.value === chosen : chosen !== undefined && one.isOther === true,
    )
    if (option?.goToAction === 'SUBMIT_FORM') target = sections.length
    if (option?.goToAction === 'RESTART_FORM') target = 0
    if (option?.goToAction === 'NEXT_SECTION') target = current + 1
    const named = sections.findIndex(({ id }) => id !== null && id === option?.goToSectionId)
    if (named !== -1) target = named
  }
  return target
}

/** The pages that somebody with these answers comes through, each once. */
export function wayThrough(sections: readonly Section[], answers: Answers): number[] {
  const way: number[] = []
  for (let at = 0; at < sections.length && !way.includes(at);) {
    way.push(at)
    at = nextSection(sections, at, answers)
  }
  return way
}
