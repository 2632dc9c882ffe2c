import { byId, element, fill } from './dom.js';

const [part, list, alone, form, field] = ['conversation', 'turns', 'alone', 'follow', 'follow-question'].map(byId);

/** The answered question on the page, as the server has it, and its images as the page has them; null where nothing can be gone on from. */
let last = null;

/**
 * Shows what was said before a question.
 * @param {{role: string, text: string}[]} turns
 */
export function show(turns) {
  part.hidden = turns.length === 0;
  fill(list, turns.map(({ role, text }) => element(`li.${role}`, null, element('span.hidden', null, role === 'user' ? 'You asked: ' : 'The answer was: '), text)));
}

/** A question has its answer: a follow-up can be asked. @param {object} record @param {object[]} images those of the question, as the page has them */
export function goOn(record, images) {
  last = { record, images };
  form.hidden = false;

  // A model that was trained on single questions says that it has not read the others.
  alone.hidden = !record.stages.some(entry => entry.answer?.left_out?.includes('turns'));
}

/** Nothing can be gone on from. */
export function clear() {
  last = null;
  show([]);
  form.hidden = alone.hidden = true;
  field.value = '';
}

/**
 * The turns before a follow-up.
 * @param {object[]} images those that it is asked about. They must begin with the images of the question before.
 */
export function turns(images) {
  const { record, images: shown } = last;
  if (!shown.every((image, index) => image === images[index])) return [];
  const before = record.turns ?? [];
  const own = shown.length - before.reduce((sum, turn) => sum + (turn.images ?? 0), 0);
  return [...before, { role: 'user', text: record.question, images: own }, { role: 'assistant', text: record.answer }];
}

/** @param {(question: string) => void} ask asks a follow-up */
export function start(ask) {
  form.addEventListener('submit', event => {
    event.preventDefault();
    const question = field.value.trim();
    if (last !== null && question !== '') ask(question);
  });
}
