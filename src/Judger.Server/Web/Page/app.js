import { ask, askAgain, cancel, join, newId, path } from './ask.js';
import { fetchOnce, Problem } from './api.js';
import { announce, byId, element } from './dom.js';
import * as earlier from './earlier.js';
import { Log } from './log.js';
import * as models from './models.js';
import * as notice from './notice.js';
import { sentence } from './outcomes.js';
import { clearImage, clearRegion, showImage, showRegion } from './picture.js';
import * as result from './result.js';
import * as stages from './stages.js';

const MostBytes = 20 * 1024 * 1024;
const MostWaits = 5;
const LastSeed = 2 ** 31 - 1;
const [drop, choose, file, form, question, suggestions, askButton, cancelButton, expert, workTitle] =
  ['drop', 'choose', 'file', 'form', 'question', 'suggestions', 'ask', 'cancel', 'expert', 'work-title'].map(byId);

/** The image to ask about, and what is true of it: the right answer for each question that is known. */
let image = null;
let truths = new Map();

/** What is on its way: its id, and what ends it. */
let current = null;

/** Counts what the page was turned to, so that what comes late for something else is dropped. */
let turn = 0;

// The image

async function takeImage(blob, name, known = new Map()) {
  if (blob.size > MostBytes) return notice.fail({ title: 'The image is too large', detail: `${name} has more than 20 MB; scale it down.` });
  leave();
  [image, truths] = [blob, known];
  models.load();
  models.warn(known.size === 0);
  await showImage(blob, name, `The image ${name}`);
  if (image !== blob) return;
  suggest([...known.keys()]);
}

// Whatever is shown does not belong to what comes now. A question that is on its way is not listened to any more; opened again soon, it goes on.
function leave() {
  turn++;
  current?.controller.abort();
  notice.clear();
  result.clear();
  clearRegion();
  stages.show({});
  earlier.mark(null);
  workTitle.textContent = 'How an answer comes about';
}

function suggest(questions) {
  suggestions.hidden = questions.length === 0;
  suggestions.replaceChildren(...questions.map(text => {
    const button = element('button.suggestion', { type: 'button' }, text);
    button.addEventListener('click', () => {
      question.value = text;
      fillReference();
      question.focus();
    });
    return button;
  }));
}

choose.addEventListener('click', () => file.click());
file.addEventListener('change', () => {
  if (file.files.length > 0) takeImage(file.files[0], file.files[0].name);
  file.value = '';
});
document.addEventListener('paste', event => {
  const pasted = [...event.clipboardData.files].find(item => item.type.startsWith('image/'));
  if (pasted === undefined) return;
  event.preventDefault();
  takeImage(pasted, 'the pasted image');
});

// Beside the zone too, or the browser would go to the image and leave the page.
let depth = 0;
for (const [kind, step] of [['dragenter', 1], ['dragleave', -1]]) {
  document.addEventListener(kind, () => drop.classList.toggle('over', (depth = Math.max(0, depth + step)) > 0));
}

document.addEventListener('dragover', event => event.preventDefault());
document.addEventListener('drop', event => {
  event.preventDefault();
  depth = 0;
  drop.classList.remove('over');
  const dropped = event.dataTransfer.files[0];
  if (dropped) takeImage(dropped, dropped.name);
});

byId('scene').addEventListener('submit', async event => {
  event.preventDefault();
  const seed = byId('seed').value === '' ? Math.floor(Math.random() * 100000) : byId('seed').valueAsNumber;
  if (!Number.isInteger(seed) || seed < 0 || seed > LastSeed) return;
  await withProblems(async () => {
    const scene = await (await fetchOnce(`/v1/scenes/${seed}`)).json();
    const bytes = Uint8Array.from(atob(scene.image.data), letter => letter.charCodeAt(0));
    await takeImage(new Blob([bytes], { type: scene.image.media_type }), `Scene ${seed}`, new Map(scene.questions.map(known => [known.text, known.answer])));
    question.value = scene.questions[0].text;
    fillReference();
    announce(`Scene ${seed} is drawn. A question to try: ${question.value}`);
  });
});

// The question

// What is left as it was is not sent: the server's defaults hold, here as for everyone who asks.
function options() {
  const chosen = {}, [policy, rounds] = ['policy', 'rounds'].map(byId);
  if (expert.value !== 'default') chosen.expert = expert.value || byId('expert-name').value.trim();
  if (!policy.options[0].selected) chosen.policy = policy.value;
  if (rounds.value !== rounds.defaultValue) chosen.max_rounds = rounds.valueAsNumber;
  if (expert.value === 'reference') chosen.reference_answer = byId('reference').value.trim();
  return chosen;
}

function fillReference() {
  byId('reference').value = truths.get(question.value) ?? '';
}

function showFields() {
  byId('reference-field').hidden = expert.value !== 'reference';
  byId('name-field').hidden = expert.value !== '';
}

// What is missing, and where to give it.
function missing() {
  if (image === null) return ['There is no image yet', 'Drop, paste or choose one, or draw a scene.', choose];
  if (question.value.trim() === '') return ['There is no question yet', 'Type what you want to know.', question];
  if (expert.value === 'reference' && byId('reference').value.trim() === '') {
    return ['The known answer is missing', 'Give it in the options, or choose another expert.', byId('reference')];
  }

  if (expert.value === '' && byId('expert-name').value.trim() === '') {
    return ['The expert has no name', 'Give it in the options as the server’s configuration has it.', byId('expert-name')];
  }

  if (!byId('rounds').validity.valid || byId('rounds').value === '') return ['The number of corrections is missing', 'Give 0 to 16.', byId('rounds')];
  return null;
}

expert.addEventListener('change', showFields);
showFields();
question.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
form.addEventListener('submit', event => {
  event.preventDefault();
  if (current !== null) return;
  const lack = missing();
  if (lack !== null) {
    const [title, detail, field] = lack;
    notice.fail({ title, detail });
    const closed = field.closest('details');
    if (closed) closed.open = true;
    return field.focus({ preventScroll: true });
  }

  leave();
  const posted = { id: newId(), question: question.value.trim(), image, options: options() };
  const truth = truths.get(posted.question);
  earlier.add(posted.id, posted.question);
  watch(new Log({ id: posted.id, question: posted.question, options: posted.options }), signal => ask(posted, signal, tellBreak), truth);
});
cancelButton.addEventListener('click', async () => {
  const { id, controller } = current;
  await withProblems(async () => {
    try {
      await cancel(id);
    } catch (problem) {
      // One that never began need not be stopped.
      if (problem.status !== 404) throw problem;
    }
  });
  controller.abort('cancelled');
});

const tellBreak = () => notice.tell('The connection broke; taking the question up again …');

/**
 * Shows a question's stages as they come.
 * @param {Log} log the question, with the stages that it has been through
 * @param {(signal: AbortSignal) => AsyncIterable<object>} events asks, or joins it
 * @param {string} [truth] the right answer, where it is known
 * @param {(signal: AbortSignal) => AsyncIterable<object>} [again] asks again after a failure, where that is another request
 */
async function watch(log, events, truth, again = events) {
  const controller = new AbortController(), { signal } = controller;
  current = { id: log.asked.id, controller };
  busy(true);
  workTitle.textContent = 'At work';
  reveal(workTitle.parentElement);
  try {
    await patiently(events, signal, log, truth);
  } catch (error) {
    if (signal.aborted) {
      if (signal.reason === 'cancelled') showCancelled({ ...log.record, cancelled: true });
    } else if (error.code === 'question_cancelled') {
      showCancelled({ ...log.record, cancelled: true });
    } else {
      if (!(error instanceof Problem)) console.error(error);
      if (error.code === 'stage_failed') log.fail(error.message);
      stages.show({ ...log.record, failure: { message: error.message } });
      workTitle.textContent = 'No answer';
      notice.fail(
        error instanceof Problem ? error : { title: 'The page failed', detail: `${error.message}. Reload it, and ask again.` },
        isWorthAgain(error) ? { label: 'Ask again', act: () => retry(log, again, truth) } : undefined);
    }
  } finally {
    if (current?.controller === controller) {
      current = null;
      busy(false);
    }
  }
}

// What was wrong with the question itself will be wrong again.
const isWorthAgain = ({ status }) => status === 0 || status === 429 || status >= 500;

function retry(log, events, truth) {
  if (current !== null) return;
  notice.clear();
  watch(log, events, truth);
}

// Until there is an answer, as often as the server says that it will have time later.
async function patiently(events, signal, log, truth) {
  for (let waits = 0; ; waits++) {
    try {
      return await listen(events(signal), log, truth);
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.retryAfter === null || waits === MostWaits) throw problem;
      await notice.countdown(problem, signal, () => cancelButton.click());
    }
  }
}

async function listen(events, log, truth) {
  log.restart();
  for await (const event of events) {
    notice.clear();
    if (event.record) return showAnswered(event.record, truth);
    const hasEnded = log.take(event);
    const shown = stages.show(log.record, log.running);
    if (!hasEnded) continue;
    if (event.entry.region) showRegion(event.entry.region);
    announce(sentence(shown[log.entries.length - 1]));
  }
}

function showAnswered(record, truth) {
  models.load();
  stages.show(record);
  showEnd(record, truth);
}

function showEnd(record, truth) {
  workTitle.textContent = record.answer === undefined ? 'No answer' : 'Answer';
  result.show(record, truth);
  if (record.answer !== undefined) announce(`Answer: ${record.answer}`);
}

function showCancelled(record) {
  stages.show(record);
  result.show(record);
  workTitle.textContent = 'Cancelled';
  notice.tell('The question was cancelled.');
}

function busy(isBusy) {
  const hadFocus = [askButton, cancelButton].includes(document.activeElement);
  askButton.disabled = isBusy;
  cancelButton.hidden = !isBusy;
  byId('stages').setAttribute('aria-busy', isBusy);
  if (hadFocus) (isBusy ? cancelButton : askButton).focus({ preventScroll: true });
}

// On small screens the stages would come where nobody looks.
function reveal(head) {
  const { top, bottom } = head.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight / 2) head.scrollIntoView();
}

// Earlier questions

async function open(id) {
  leave();
  earlier.mark(id);
  const mine = turn;
  await withProblems(async () => {
    let record;
    try {
      record = await (await fetchOnce(path(id))).json();
    } catch (problem) {
      if (problem.status !== 404) throw problem;
      notice.fail(
        {
          title: 'The server does not have this question any more',
          detail: 'It keeps questions for a while only, each for the key that asked.',
          code: problem.code,
        },
        { label: 'Remove it from the list', act: () => { earlier.remove(id); notice.clear(); } });
      return;
    }

    if (mine !== turn) return;
    question.value = record.question;
    suggest([]);
    truths = new Map();
    models.warn(false);
    const picture = await pictureOf(id);
    if (mine !== turn) return;
    image = picture;
    if (image === null) clearImage();
    else await showImage(image, 'The image of this question', 'The image of this question');
    stages.show(record);
    const located = record.stages.findLast(entry => entry.region);
    if (located) showRegion(located.region);
    if (stages.isFinished(record)) showRecord(record);
    else watch(new Log(record, record.stages), signal => join(record, signal, tellBreak), undefined, again(record));
  });
}

const again = record => signal => askAgain(record, signal, tellBreak);

function showRecord(record) {
  if (record.cancelled) return showCancelled(record);
  showEnd(record);
  if (!record.failure) return;
  const { failure, ...asked } = record;
  notice.fail({ title: 'A stage failed', detail: failure.message }, { label: 'Ask again', act: () => retry(new Log(asked, record.stages), again(record)) });
}

async function pictureOf(id) {
  try {
    return await (await fetchOnce(path(id, '/image.png'))).blob();
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 404) throw problem;
    return null;
  }
}

async function withProblems(act) {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    notice.fail(error);
  }
}

models.load();
earlier.start(open);
stages.show({});
document.documentElement.dataset.ready = 'true';
performance.mark('interactive');
