import { byId, element, fill } from './dom.js';
import { agree, count, time } from './format.js';
import { source, stagesOf } from './stages.js';

const [place, details, table] = ['answer', 'details', 'table'].map(byId);

/** Takes the answer away. */
export function clear() {
  place.hidden = true;
  details.hidden = true;
}

/**
 * Shows the answer, which stage gave it, and what each stage took.
 * @param {object} record the finished question
 * @param {string} [truth] the right answer, where it is known
 */
export function show(record, truth) {
  const ran = stagesOf(record, null).filter(stage => stage.state === 'done');
  showWork(ran);
  if (record.answer === undefined) {
    place.hidden = true;
    return;
  }

  const isRight = truth !== undefined && agree(truth, record.answer);
  place.hidden = false;
  fill(
    place,
    element('p.question', null, record.question),
    element('p.final', null, record.answer || '(an empty answer)'),
    element('p.source', null,
      truth !== undefined && element(`span.chip.${isRight ? 'correct' : 'incorrect'}`, null, isRight ? 'right' : `wrong, the truth is ${truth}`),
      record.cut_short && element('span.chip.unable', null, 'the time budget ended'),
      element('span', null, `Given by ${source(record.answered_by)}${model(record)}`)),
    times(ran),
    trace(record.trace));
}

// The last part of its slot, which is silo/device/model. One that ended early has no stage that answered.
function model(record) {
  const slot = record.stages.findLast(entry => entry.stage === record.answered_by)?.slot;
  return slot ? ` (${slot.split('/').slice(2).join('/')})` : '';
}

function times(ran) {
  const whole = ran.reduce((sum, stage) => sum + stage.ms, 0);
  return element('div.times', null,
    element('div.strip', { 'aria-hidden': 'true' }, ran.map(stage => {
      const part = element(`span.${stage.stage}`, { title: `${stage.title}: ${time(stage.ms)}` });
      part.style.flexGrow = Math.max(stage.ms, whole / 200);
      return part;
    })),
    element('p.legend', null,
      ran.map(stage => element('span', null, element(`i.${stage.stage}`, { 'aria-hidden': 'true' }), `${stage.title} ${time(stage.ms)}`)),
      element('strong', null, `${time(whole)} in all`)));
}

function trace(told) {
  if (typeof told?.url !== 'string' || !URL.canParse(told.url, location.href)) return null;
  const address = new URL(told.url, location.href);
  const link = { href: address.href, target: '_blank', rel: 'noopener noreferrer' };
  return ['http:', 'https:'].includes(address.protocol) && element('p', null, element('a.trace', link, 'The trace of this question'));
}

function showWork(ran) {
  details.hidden = ran.length === 0;
  const heads = ['Stage', 'Done by', 'Time', 'On the device', 'In the queue', 'Images encoded', 'Tokens prefilled', 'Tokens reused', 'Tokens generated'];
  table.replaceChildren(
    element('thead', null, element('tr', null, heads.map(head => element('th', { scope: 'col' }, head)))),
    element('tbody', null, ran.map(stage => element('tr', null,
      element('th', { scope: 'row' }, stage.title),
      [doneBy(stage), time(stage.ms), ...costs(stage.work ?? {})].map(value => element('td', null, value))))));
}

// What no slot did, an expert did; a region that the caller gave, nobody.
const doneBy = ({ slot, kind, expert }) => slot ?? (['judgment', 'choice'].includes(kind) ? expert ?? '' : '');

const costs = work => [
  time(work.device_ms), time(work.queue_ms), count(work.images_encoded), count(work.tokens_prefilled), count(work.tokens_reused), count(work.tokens_generated),
];
