import type { Item } from '../google/forms/items.ts'
import type { SeedForm } from '../google/seed.ts'

function text(title: string, isRequired = false): Item {
  return {
    title,
    questionItem: { question: { required: isRequired, textQuestion: { paragraph: false } } },
  }
}

function paragraph(title: string): Item {
  return { title, questionItem: { question: { textQuestion: { paragraph: true } } } }
}

function choice(title: string, values: readonly string[], type: 'RADIO' | 'CHECKBOX'): Item {
  const options = values.map((value) => ({ value }))
  return {
    title,
    questionItem: { question: { required: type === 'RADIO', choiceQuestion: { type, options } } },
  }
}

function scale(title: string, lowLabel: string, highLabel: string): Item {
  return {
    title,
    questionItem: { question: { scaleQuestion: { low: 1, high: 5, lowLabel, highLabel } } },
  }
}

/** The forms of the student club: one to adopt at once, one with pages, one that is not shared, one from older days. */
export const clubForms: readonly SeedForm[] = [
  {
    title: 'Summer camp survey',
    description: 'Three days at the lake. Tell us what you need; it takes two minutes.',
    shared: true,
    items: [
      choice('Will you come?', ['Yes, all three days', 'Only the weekend', 'No'], 'RADIO'),
      choice(
        'What can you bring?',
        ['A tent', 'A soldering iron', 'A car with seats', 'Snacks'],
        'CHECKBOX',
      ),
      scale('How was the last camp?', 'Please never again', 'Best days of the year'),
      {
        title: 'When can you arrive?',
        questionItem: { question: { dateQuestion: { includeYear: true } } },
      },
      paragraph('Anything that we should know?'),
    ],
  },
  {
    title: 'Application for membership',
    description: 'We answer within a week.',
    shared: true,
    items: [
      text('Name', true),
      text('Student number', true),
      choice('Which team?', ['Drive train', 'Electronics', 'Software'], 'RADIO'),
      {
        itemId: '5ec710a1',
        title: 'Electronics',
        description: 'Only for those who like smoke.',
        pageBreakItem: {},
      },
      paragraph('What have you soldered?'),
      { title: 'Almost done', pageBreakItem: {} },
      { title: 'When do you have time?', questionItem: { question: { timeQuestion: {} } } },
    ],
  },
  {
    title: 'Board feedback',
    description: 'Not shared with anybody yet.',
    items: [scale('How content are you?', 'Not at all', 'Very'), paragraph('Tell us more')],
  },
  {
    title: 'Equipment list 2019',
    description: 'A form from before forms could be closed by programs.',
    shared: true,
    legacy: true,
    items: [text('What is missing?')],
  },
]

/** The forms of the standard community. */
export const partyForms: readonly SeedForm[] = [
  {
    title: 'Server survey',
    description: 'What shall we play next?',
    shared: true,
    items: [
      choice('Favourite evening', ['Friday', 'Saturday', 'Sunday'], 'RADIO'),
      choice('Games', ['Raids', 'Racing', 'Board games'], 'CHECKBOX'),
      scale('How do you like the server?', 'Meh', 'Love it'),
      paragraph('Wishes'),
    ],
  },
]
