import { element } from './dom.js';
import { certainty, count, percent } from './format.js';
import { crop } from './picture.js';
import { nameOf } from './story.js';

/**
 * What can come of a stage, by the name of the entry's member that holds it: the stage's state, what is shown, and what is said to those who cannot see.
 * A stage of any name ends with one of them; a new stage needs nothing here.
 */
const Kinds = {
  answer: { state: 'done', show: answer, say: ({ title, value }) => `${title}: ${spoken(value)}.` },
  region: { state: 'done', show: region, say: ({ value }) => `Looked closer at ${value.box.join(', ')}.` },
  judgment: { state: 'done', show: judgment, say: ({ value }) => `Judged ${value.verdict}${value.feedback ? `: ${value.feedback}` : ''}.` },
  choice: { state: 'done', show: choice, say: ({ value }) => chosen(value) },
  skipped: { state: 'skipped', show: ({ value }) => note(value), say: ({ title, value }) => `${title} was not run. ${value}` },
  failed: { state: 'failed', show: ({ value }) => note(value.message), say: ({ title, value }) => `${title} failed. ${value.message}` },
};

// A newer server may write one that this page does not know.
const Unknown = { state: 'done', show: () => note('It has ended.'), say: ({ title }) => `${title} has ended.` };

/** The kind of an entry's outcome: its name, its value and the state of the stage. */
export function outcome(entry) {
  const kind = Object.keys(Kinds).find(name => entry[name] !== undefined);
  return { kind, value: entry[kind], state: (Kinds[kind] ?? Unknown).state };
}

/** What came of a stage, as an element. @param {object} stage as stages.js lists it */
export const content = stage => (Kinds[stage.kind] ?? Unknown).show(stage);

/** What came of a stage, in a sentence. @param {object} stage as stages.js lists it */
export const sentence = stage => (Kinds[stage.kind] ?? Unknown).say(stage);

/** Words where there is nothing else to show. */
export const note = text => element('p.muted', null, text);

const problem = failure => failure && element('p.problem', null, failure.message);

const spoken = said => `${said.text}${certainty(said) === null ? '' : `, ${percent(certainty(said))} certain`}`;

function answer({ value }) {
  const sure = certainty(value);
  const level = element('span', null);
  if (sure !== null) level.style.width = `${100 * sure}%`;
  return element('div.said', null,
    element('p.text', null, value.text || '(an empty answer)'),
    sure !== null && element('p.sure', null, element('span.bar', { 'aria-hidden': 'true' }, level), `${percent(sure)} certain`));
}

function region({ value }) {
  const [left, top, right, bottom] = value.box;
  const source = value.degenerate ? 'The map gave no evidence; this region is a fallback.'
    : value.map ? `on a map of ${value.map[0].length} × ${value.map.length} patches`
    : 'as the caller gave it';
  return element('div.region', null,
    crop(value.box),
    element('div', null,
      element('p', null, `A box of ${right - left} × ${bottom - top} pixels`),
      note(`from ${left}, ${top} to ${right}, ${bottom}`),
      note(source)));
}

function judgment({ value, judged, expert }) {
  const verdicts = { correct: 'correct', incorrect: 'incorrect', unable: 'no verdict' };
  return element('div.judgment', null,
    element('p', null,
      element(`span.chip.${value.verdict}`, null, verdicts[value.verdict] ?? value.verdict),
      element('span.muted', null, [
        judged && `on “${judged}”`,
        expert && `by ${nameOf(expert)}`,
        Number.isFinite(value.probability) && `${percent(value.probability)} sure that it is right`,
        value.cached && 'judged before',
      ].filter(Boolean).join(', '))),
    value.feedback && element('blockquote', null, value.feedback),
    value.suggested_answer && element('p', null, 'It would say ', element('strong', null, value.suggested_answer), '.'),
    problem(value.failure),
    spending(value.spending));
}

function choice({ value }) {
  return element('div', null, element('p', null, chosen(value)), problem(value.failure), spending(value.spending));
}

const chosen = ({ chosen: which }) =>
  ({ earlier: 'It chose the refined answer.', later: 'It chose the correction.', none: 'It preferred neither; the correction stays.' })[which] ?? which;

const spending = spent => spent && note([
  `${count(spent.requests)} ${spent.requests === 1 ? 'request' : 'requests'}`,
  `${count(spent.input_tokens)} tokens in`,
  `${count(spent.output_tokens)} out`,
  spent.dollars !== undefined && `$${spent.dollars}`,
].filter(Boolean).join(', '));
