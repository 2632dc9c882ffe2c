import { element } from './dom.js';
import { time } from './format.js';
import { content, note, outcome } from './outcomes.js';

/** How stages are introduced. One that is not among them is shown under its own name as soon as it begins. */
const Known = {
  baseline: { title: 'Baseline', about: 'The model answers from the whole image.', source: 'the baseline, from the whole image' },
  locate: { title: 'Look', about: 'What it paid attention to says where to look closer.' },
  refine: { title: 'Refine', about: 'It answers again, from the image and the crop of that region.', source: 'the refined answer, from image and crop' },
  judge: { title: 'Judge', about: 'An expert judges the answer and says what is wrong with it.' },
  correct: {
    title: 'Correct',
    about: 'The model answers once more, knowing the judgment.',
    source: 'the correction, after the judgment',
    unneeded: nothingToCorrect,
  },
  choose: { title: 'Choose', about: 'The expert chooses between the refined answer and its correction.' },
};

/** What is announced before it happens, whether or not it does. */
const Expected = ['baseline', 'locate', 'refine', 'judge', 'correct'];

const States = { waiting: '', running: 'running', done: 'done', skipped: 'not run', failed: 'failed' };

/** What a stage is called. */
export const title = stage => Known[stage]?.title ?? stage.charAt(0).toUpperCase() + stage.slice(1).replaceAll('_', ' ');

/** Where an answer comes from, by the stage that gave it. */
export const source = stage => Known[stage]?.source ?? `the stage ${title(stage)}`;

/** True when nothing more will happen to a question. */
export const isFinished = record => record.answer !== undefined || record.cancelled === true || record.failure !== undefined;

/**
 * The stages of a question in their order, each with its state: those of its log, the one that runs, and those that are expected.
 * @param {object} record the question as it stands; {} before it is asked
 * @param {{stage: string, round?: number}|null} running the stage that has begun and not ended
 */
export function stagesOf(record, running) {
  const isOver = isFinished(record), stages = [];

  // One that was refused before anything ran has no stages to speak of.
  if (record.failure && (record.stages ?? []).length === 0) return [];
  let judged;
  for (const entry of record.stages ?? []) {
    stages.push({ ...named(entry), ...outcome(entry), ms: entry.ms, slot: entry.slot, work: entry.work, judged, expert: record.options?.expert ?? 'self' });
    judged = entry.answer?.text ?? judged;
  }

  if (running !== null && !isOver) stages.push({ ...named(running), state: 'running', note: Known[running.stage]?.about ?? 'It has begun.' });
  for (const stage of Expected.filter(name => !stages.some(made => made.stage === name)))
    stages.push({ ...named({ stage }), state: isOver ? 'skipped' : 'waiting', note: isOver ? reason(stage, record) : Known[stage].about });
  return stages;
}

const named = ({ stage, round = 0 }) => ({ key: `${stage}-${round}`, stage, title: round > 1 ? `${title(stage)}, round ${round}` : title(stage) });

// The log says why a stage was skipped; this is about those that it does not have.
function reason(stage, record) {
  if (record.cancelled) return 'Cancelled before it began or ended.';
  if (record.failure) {
    const failed = record.stages.findLast(entry => entry.failed);
    return failed === undefined ? 'Not reached.' : `Not reached, because ${title(failed.stage)} failed.`;
  }

  if (record.cut_short) return 'The time budget ended before.';
  return Known[stage].unneeded?.(record) ?? 'Not run.';
}

function nothingToCorrect({ stages }) {
  const last = stages.findLast(entry => entry.judgment !== undefined)?.judgment;
  return last === undefined ? 'Nothing was judged.'
    : last.verdict === 'correct' ? 'Nothing to correct.'
    : last.verdict === 'unable' ? 'There was no verdict.'
    : 'No correction was asked for.';
}

/** Brings a list up to date; what has not changed is not touched. Returns the stages that are shown. */
export function show(list, record, running = null) {
  const stages = stagesOf(record, running);
  stages.forEach((stage, index) => {
    const signature = JSON.stringify([record.id, stage, index]);
    const old = list.children[index];
    if (old?.signature === signature) return;
    const made = Object.assign(item(stage, index), { signature });
    if (old) old.replaceWith(made);
    else list.append(made);
  });
  while (list.children.length > stages.length) list.lastElementChild.remove();
  return stages;
}

// Ticks and crosses are for verdicts; a stage that has ended has its number.
const hasMark = stage => stage.kind === 'judgment' || ['running', 'skipped', 'failed'].includes(stage.state);

function item(stage, index) {
  const data = { 'data-key': stage.key, 'data-stage': stage.stage, 'data-state': stage.state };
  if (stage.kind === 'judgment') data['data-verdict'] = stage.value.verdict;
  return element('li.stage', data,
    element('span.node', { 'aria-hidden': 'true' }, hasMark(stage) ? '' : `${index + 1}`),
    element('div.body', null,
      element('div.head', null, element('h3', null, stage.title), element('span.state', null, stage.state === 'done' ? time(stage.ms) : States[stage.state])),
      stage.note === undefined ? content(stage) : note(stage.note)));
}
