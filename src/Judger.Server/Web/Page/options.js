import { byId } from './dom.js';

const [question, expert, policy, look, model, rounds, reference, expertName] =
  ['question', 'expert', 'policy', 'look', 'model-choice', 'rounds', 'reference', 'expert-name'].map(byId);

/** The known answer that was filled in and not typed. */
let filled = '';

/** The options of the next question. What is left as it was is not sent: the server's defaults hold, here as for everyone who asks. */
export function read() {
  const chosen = {};
  if (expert.value !== 'default') chosen.expert = expert.value || expertName.value.trim();
  for (const [name, field] of [['policy', policy], ['look', look], ['model', model]]) {
    if (field.selectedIndex > 0) chosen[name] = field.value;
  }

  if (rounds.value !== rounds.defaultValue) chosen.max_rounds = rounds.valueAsNumber;
  if (expert.value === 'reference') chosen.reference_answer = reference.value.trim();
  return chosen;
}

/** Fills in the right answer for the question, where it is known. What somebody typed stays. */
export function fillReference(truth = '') {
  if (reference.value !== filled && reference.value !== '') return;
  reference.value = filled = truth;
}

/** What is missing and where to give it: a title, a remedy and a field; null for nothing. */
export function missing() {
  if (question.value.trim() === '') return ['There is no question yet', 'Type what you want to know.', question];
  if (expert.value === 'reference' && reference.value.trim() === '') {
    return ['The known answer is missing', 'Give it in the options, or choose another expert.', reference];
  }

  if (expert.value === '' && expertName.value.trim() === '') {
    return ['The expert has no name', 'Give it in the options as the server’s configuration has it.', expertName];
  }

  if (!rounds.validity.valid || rounds.value === '') return ['The number of corrections is missing', 'Give 0 to 16.', rounds];
  return null;
}

expert.addEventListener('change', () => {
  byId('reference-field').hidden = expert.value !== 'reference';
  byId('name-field').hidden = expert.value !== '';
});
