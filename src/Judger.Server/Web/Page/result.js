import { element, fill } from './dom.js';
import { agree, count, time } from './format.js';
import { source, stagesOf } from './stages.js';
import { inLine, storyOf } from './story.js';

/**
 * Shows an answer, how it came about and who gave it.
 * @param {HTMLElement} place
 * @param {object} record the finished question
 * @param {string} [truth] the right answer, where it is known
 */
export function showAnswer(place, record, truth) {
  place.hidden = record.answer === undefined;
  if (place.hidden) return;
  const isRight = truth !== undefined && agree(truth, record.answer);
  const { before, text } = storyOf(record);
  fill(
    place,
    element('p.question', null, record.question),
    element('div.ending', null,
      before.flatMap(({ text: was, isWrong }) => [
        element(`del.was${isWrong ? '.wrong' : ''}`, null, inLine(was)),
        element('span.arrow', { 'aria-hidden': 'true' }, '→'),
      ]),
      element('p.final', null, record.answer || '(an empty answer)')),
    text !== '' && element('p.story', null, text),
    element('p.source', null,
      truth !== undefined && element(`span.chip.${isRight ? 'correct' : 'incorrect'}`, { title: 'By the answer that the drawn scene is known to have' },
        isRight ? 'right' : `wrong, the truth is ${truth}`),
      record.cut_short && element('span.chip.unable', null, 'the time budget ended'),
      element('span', null, `Given by ${source(record.answered_by)}${model(record)}`)),
    trace(record.trace));
}

// The last part of its slot, which is silo/device/model. One that ended early has no stage that answered.
function model(record) {
  const name = modelOf(record);
  return name === null ? '' : ` (${name})`;
}

/** The model that gave the answer; null where the record does not say it. */
export function modelOf(record) {
  const slot = record.stages.findLast(entry => entry.stage === record.answered_by)?.slot;
  return slot ? slot.split('/').slice(2).join('/') : null;
}

function trace(told) {
  if (typeof told?.url !== 'string' || !URL.canParse(told.url, location.href)) return null;
  const address = new URL(told.url, location.href);
  const link = { href: address.href, target: '_blank', rel: 'noopener noreferrer' };
  return ['http:', 'https:'].includes(address.protocol) && element('p', null, element('a.trace', link, 'The trace of this question'));
}

/** Fills the table of all figures; true when it has any. */
export function showFigures(table, record) {
  const ran = stagesOf(record, null).filter(stage => stage.state === 'done');
  const heads = ['Stage', 'Done by', 'Time', 'On the device', 'In the queue', 'Images encoded', 'Tokens prefilled', 'Tokens reused', 'Tokens generated'];
  table.replaceChildren(
    element('thead', null, element('tr', null, heads.map(head => element('th', { scope: 'col' }, head)))),
    element('tbody', null, ran.map(stage => element('tr', null,
      element('th', { scope: 'row' }, stage.title),
      [doneBy(stage), time(stage.ms), ...costs(stage.work ?? {})].map(value => element('td', null, value))))));
  return ran.length > 0;
}

// What no slot did, an expert did; a region that the caller gave, nobody.
const doneBy = ({ slot, kind, expert }) => slot ?? (['judgment', 'choice'].includes(kind) ? expert ?? '' : '');

const costs = work => [
  time(work.device_ms), time(work.queue_ms), count(work.images_encoded), count(work.tokens_prefilled), count(work.tokens_reused), count(work.tokens_generated),
];
