import { byId, element } from './dom.js';
import { certainty, count, percent, time } from './format.js';
import { crop } from './picture.js';

const list = byId('stages');

const Titles = { baseline: 'Baseline', locate: 'Look', refine: 'Refine', judge: 'Judge', correct: 'Correct', choose: 'Choose' };
const About = {
  baseline: 'The model answers from the whole image.',
  locate: 'Its attention, relative to that of a neutral question, says where to look closer.',
  refine: 'It answers again, from the image and the crop of that region.',
  judge: 'An expert judges the answer and says what is wrong with it.',
  correct: 'The model answers once more, with the judgment before it.',
  choose: 'The expert chooses between the refined answer and its correction.',
};
const States = { waiting: '', running: 'running', done: 'done', skipped: 'not run', failed: 'failed' };

/** What a stage is called. */
export const title = stage => Titles[stage] ?? stage;

/**
 * The stages of a question in their order, each with its state.
 * @param {object} record the question as it stands; {} before it is asked
 * @param {string|null} running the stage that has started and not ended
 */
export function stagesOf(record, running) {
  const rounds = record.rounds ?? [];
  const isOver = isFinished(record);
  const stages = [
    stage('baseline', record.baseline, record.baseline?.ms),
    stage('locate', record.region, record.region?.ms),
    stage('refine', record.refined, record.refined?.ms),
  ];
  rounds.forEach((round, index) => {
    stages.push(stage('judge', round, round.judgment_ms, index));
    if (round.corrected || (running === 'correct' && index === rounds.length - 1)) stages.push(stage('correct', round.corrected, round.corrected?.ms, index));
  });
  if (rounds.length === 0 || running === 'judge') stages.push(stage('judge', null, undefined, rounds.length));
  if (!stages.some(made => made.stage === 'correct')) stages.push(stage('correct', null, undefined, 0));
  if (record.choice || running === 'choose') stages.push(stage('choose', record.choice, record.choice?.ms));
  return stages;

  function stage(name, data, ms, round = 0) {
    const hasFailed = !data && record.failure?.stage === name;
    const state = data ? 'done' : hasFailed ? 'failed' : running === name && !isOver ? 'running' : isOver ? 'skipped' : 'waiting';
    return {
      key: `${name}-${round}`,
      stage: name,
      title: round > 0 ? `${title(name)}, round ${round + 1}` : title(name),
      state,
      ms,
      data: data ?? null,
      note: hasFailed ? record.failure.message : state === 'skipped' ? reason(name, record) : About[name],
      expert: name === 'judge' ? record.options?.expert : undefined,
    };
  }
}

/** True when nothing more will happen to a question. */
export const isFinished = record => record.answer !== undefined || record.cancelled === true || record.failure !== undefined;

function reason(name, record) {
  if (record.cancelled) return 'Cancelled before it began or ended.';
  if (record.failure) return 'Not reached.';
  if (record.cut_short) return 'The time budget ended before.';
  if (name === 'judge') return record.options?.policy === 'never' ? 'Nobody was asked to judge.' : 'Not needed: the model’s own answers left no doubt.';
  if (name !== 'correct') return 'Not run.';
  const last = record.rounds?.at(-1);
  return last === undefined ? 'Nothing was judged.' : last.verdict === 'correct' ? 'Nothing to correct.' : last.verdict === 'unable' ? 'There was no verdict to correct by.' : 'No correction was asked for.';
}

/** Brings the list up to date; what has not changed is not touched. */
export function show(record, running = null) {
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
}

function item(stage, index) {
  return element('li.stage', { 'data-key': stage.key, 'data-stage': stage.stage, 'data-state': stage.state },
    element('span.node', { 'aria-hidden': 'true' }, stage.state === 'waiting' ? `${index + 1}` : ''),
    element('div.body', null,
      element('div.head', null, element('h3', null, stage.title), element('span.state', null, stage.state === 'done' ? time(stage.ms) : States[stage.state])),
      stage.state === 'done' ? content(stage) : element('p.muted', null, stage.note)));
}

function content({ stage, data, expert }) {
  switch (stage) {
    case 'locate': return region(data);
    case 'judge': return judgment(data, expert);
    case 'choose': return choice(data);
    default: return answer(data);
  }
}

function answer(data) {
  const sure = certainty(data);
  const level = element('span', null);
  if (sure !== null) level.style.width = `${100 * sure}%`;
  return element('div.said', null,
    element('p.text', null, data.text || '(an empty answer)'),
    sure !== null && element('p.sure', null, element('span.bar', { 'aria-hidden': 'true' }, level), `${percent(sure)} certain`));
}

function region(data) {
  const [left, top, right, bottom] = data.box;
  return element('div.region', null,
    crop(data.box),
    element('div', null,
      element('p', null, `A box of ${right - left} × ${bottom - top} pixels`),
      element('p.muted', null, `from ${left}, ${top} to ${right}, ${bottom}`),
      element('p.muted', null, data.degenerate ? 'The map gave no evidence; this region is a fallback.' : data.map ? `on a map of ${data.map[0].length} × ${data.map.length} patches` : 'as the caller gave it')));
}

function judgment(data, expert) {
  const verdicts = { correct: 'correct', incorrect: 'incorrect', unable: 'no verdict' };
  const { spending } = data;
  return element('div.judgment', null,
    element('p', null,
      element(`span.chip.${data.verdict}`, null, verdicts[data.verdict] ?? data.verdict),
      element('span.muted', null, [
        data.judged && `on “${data.judged}”`,
        expert && `by ${expert === 'self' ? 'the model itself' : expert === 'reference' ? 'the known answer' : expert}`,
        Number.isFinite(data.probability) && `held right with ${percent(data.probability)}`,
        data.cached && 'known from before',
      ].filter(Boolean).join(', '))),
    data.feedback && element('blockquote', null, data.feedback),
    data.suggested_answer && element('p', null, 'It would say ', element('strong', null, data.suggested_answer), '.'),
    data.failure && element('p.problem', null, data.failure.message),
    spending && element('p.muted', null, `${count(spending.requests)} requests, ${count(spending.input_tokens)} tokens in, ${count(spending.output_tokens)} out${spending.dollars === undefined ? '' : `, $${spending.dollars}`}`));
}

function choice(data) {
  const chosen = { earlier: 'It chose the refined answer.', later: 'It chose the correction.', none: 'It preferred neither; the correction stays.' };
  return element('div', null, element('p', null, chosen[data.chosen] ?? data.chosen), data.failure && element('p.problem', null, data.failure.message));
}

/** What a stage that has just ended found, in a sentence. */
export function sentence(stage, record) {
  const round = record.rounds?.at(-1);
  const spoken = said => `${said.text}${certainty(said) === null ? '' : `, ${percent(certainty(said))} certain`}`;
  switch (stage) {
    case 'baseline': return `Baseline: ${spoken(record.baseline)}.`;
    case 'locate': return `Looked closer at ${record.region.box.join(', ')}.`;
    case 'refine': return `Refined: ${spoken(record.refined)}.`;
    case 'judge': return `Judged ${round.verdict}${round.feedback ? `: ${round.feedback}` : ''}.`;
    case 'correct': return `Corrected: ${spoken(round.corrected)}.`;
    default: return `${title(stage)} is done.`;
  }
}
