import * as address from './address.js';
import { Problem } from './api.js';
import { ask, askAgain, join, newId } from './ask.js';
import * as catalog from './catalog.js';
import * as conversation from './conversation.js';
import { announce, byId, element } from './dom.js';
import * as earlier from './earlier.js';
import * as images from './images.js';
import { onForget } from './key.js';
import { Log } from './log.js';
import * as notice from './notice.js';
import * as opened from './opened.js';
import * as options from './options.js';
import * as picture from './picture.js';
import { modelOf } from './result.js';
import * as scene from './scene.js';
import * as share from './share.js';
import * as sources from './sources.js';
import { isFinished } from './stages.js';
import { Turn } from './turn.js';
import { QuestionView } from './view.js';

const [main, form, question, suggestions, askButton, cancelButton, exampleButton, work] =
  ['main', 'form', 'question', 'suggestions', 'ask', 'cancel', 'example', 'work'].map(byId);

/** Where questions are shown. A conversation has a view for each of its turns. */
const view = new QuestionView(work);

/** What is on the page: the question's id and, once they are known, its images and the region that was looked at. Null before anything is asked. */
let asked = null;

/** The question that is on its way, or null. */
let turn = null;

/** Counts what the page was turned to, so that what comes late for something else is dropped. */
let moves = 0;

// The images

async function take(added, isAdding) {
  const problem = images.lack(added, isAdding);
  if (problem !== null) return notice.fail(problem);
  if (!isAdding) {
    leave();
    address.show(null);
  }

  notice.clear();
  catalog.load();
  await (isAdding ? images.append(added) : images.replace(added));
  catalog.warn(images.all().some(image => image.scene === undefined));
  suggest();
}

sources.start((files, isAdding) => take(files.map(file => ({ blob: file, name: file.name, truths: new Map() })), isAdding));

// The region belongs to one image: it is seen while that is.
images.onChange(() => {
  if (asked?.region && asked.images[asked.attended] === images.current() && !picture.hasRegion()) picture.showRegion(asked.region);
});

// Whatever is shown does not belong to what comes now. A question that is on its way is not listened to any more; opened again soon, it goes on.
function leave() {
  moves++;
  turn?.leave();
  [turn, asked] = [null, null];
  busy(false);
  notice.clear();
  picture.clearRegion();
  view.introduce();
  share.clear();
  conversation.clear();
  earlier.mark(null);
  main.classList.remove('asked');
}

/** The right answers that are known: those of a scene that is asked about alone. */
const truths = () => images.all().length === 1 ? images.current().truths : new Map();

function suggest() {
  const questions = [...truths().keys()];
  suggestions.hidden = questions.length === 0;
  suggestions.replaceChildren(...questions.map(text => {
    const button = element('button.suggestion', { type: 'button' }, text);
    button.addEventListener('click', () => {
      setQuestion(text);
      question.focus();
    });
    return button;
  }));
}

function setQuestion(text) {
  question.value = text;
  options.fillReference(truths().get(text));
}

async function draw(seed, index = 0) {
  await take([await scene.draw(seed)], false);
  setQuestion([...truths().keys()][index]);
  announce(`Scene ${seed} is drawn. A question to try: ${question.value}`);
}

byId('scene').addEventListener('submit', event => {
  event.preventDefault();
  const seed = byId('seed').value === '' ? Math.floor(Math.random() * 100000) : byId('seed').valueAsNumber;
  if (Number.isInteger(seed) && seed >= 0 && seed <= scene.LastSeed) withProblems(() => draw(seed));
});

// All stages run, judged by the answer that the scene is known to have. The options of the next question stay as they are.
exampleButton.addEventListener('click', () => withProblems(async () => {
  exampleButton.disabled = true;
  try {
    await draw(scene.Example.seed, scene.Example.question);
    post({ expert: 'reference', reference_answer: truths().get(question.value), policy: 'always', look: 'always' });
  } finally {
    exampleButton.disabled = false;
  }
}));

// The question

question.addEventListener('input', () => options.fillReference(truths().get(question.value.trim())));
question.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
form.addEventListener('submit', event => {
  event.preventDefault();
  if (turn !== null) return;
  const lack = images.all().length === 0 ? ['There is no image yet', 'Drop, paste or choose one, or draw a scene.', byId('choose')] : options.missing();
  if (lack === null) return post(options.read());
  const [title, detail, field] = lack;
  notice.fail({ title, detail });
  const closed = field.closest('details');
  if (closed) closed.open = true;
  field.focus({ preventScroll: true });
});
cancelButton.addEventListener('click', () => withProblems(() => turn.cancel()));

function post(chosen, text = question.value.trim(), turns = []) {
  leave();
  const posted = { id: newId(), question: text, images: images.all(), attended: images.attendedIndex(), turns, options: chosen };
  conversation.show(turns);
  asked = { id: posted.id, images: posted.images, attended: posted.attended, truth: truths().get(posted.question) };
  earlier.add(posted.id, posted.question);
  earlier.learn(posted.id, { picture: picture.thumbnail(), scene: images.current().scene });
  const log = new Log({ id: posted.id, question: posted.question, turns, options: chosen });
  watch(log, (signal, on) => ask(posted, signal, on));
}

conversation.start(text => {
  if (turn !== null || options.missing() !== null) return form.requestSubmit();
  const turns = conversation.turns(images.all());
  setQuestion(text);
  post(options.read(), text, turns);
});

/**
 * Shows a question's stages as they come.
 * @param {Log} log the question, with the stages that it has been through
 * @param {(signal: AbortSignal, on: object) => AsyncIterable<object>} start asks, or joins it
 * @param {(signal: AbortSignal, on: object) => AsyncIterable<object>} [again] asks again after a failure, where that is another request
 */
async function watch(log, start, again = start) {
  const { id } = log.asked;
  const mine = turn = new Turn({
    log, view, start, again,
    on: {
      stage: entry => {
        address.show(id);
        if (entry.region) locate(entry.region);
      },
      answer: record => {
        catalog.load();
        address.show(id);
        showEnd(record);
      },
      fail: (problem, isWorthAgain) => {
        if (address.current() !== id) address.show(null);
        if (log.entries.length === 0) main.classList.remove('asked');
        notice.fail(problem, isWorthAgain ? { label: 'Ask again', act: () => retry(log, again) } : undefined);
      },
      cancel: () => cancelButton.click(),
    },
  });
  main.classList.add('asked');
  busy(true);
  const running = mine.run();
  reveal(work.firstElementChild);
  await running;
  if (turn !== mine) return;
  turn = null;
  busy(false);
}

function retry(log, again) {
  if (turn !== null) return;
  notice.clear();
  watch(log, again);
}

function locate(region) {
  asked.region = region;
  if (asked.images[asked.attended] === images.current()) picture.showRegion(region);
}

function showEnd(record) {
  view.end(record, asked.truth);
  if (record.answer === undefined) return;
  earlier.learn(record.id, { answer: record.answer });
  share.show(record, asked.images.map(fileName), modelOf(record) ?? catalog.defaultModel() ?? '');
  conversation.goOn(record, asked.images);
}

// As the image is called when it is saved.
function fileName({ name, scene: seed }, index) {
  const place = asked.images.length === 1 ? '' : `-${index + 1}`;
  return seed !== undefined ? `scene-${seed}.png` : /\.\w{2,5}$/.test(name) ? name : `image${place}.png`;
}

function busy(isBusy) {
  const hadFocus = [askButton, cancelButton].includes(document.activeElement);
  askButton.disabled = isBusy;
  cancelButton.hidden = !isBusy;
  byId('strip').disabled = isBusy;
  byId('add').classList.toggle('off', isBusy);
  if (hadFocus) (isBusy ? cancelButton : askButton).focus({ preventScroll: true });
}

// On small screens the stages would come where nobody looks.
function reveal(head) {
  const { top, bottom } = head.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight / 2) head.scrollIntoView();
}

// Questions that were asked before

async function open(id, isListed) {
  leave();
  earlier.mark(id);
  const mine = moves;
  await withProblems(async () => {
    const record = await opened.find(id);
    if (mine !== moves) return;
    if (record === null) return showMissing(id, isListed);
    const kept = earlier.find(id);
    const found = await opened.imagesOf(record, kept?.scene);
    if (mine !== moves) return;
    const attended = record.attended ?? 0, known = found.length === 1 ? found[0].truths.get(record.question) : undefined;
    address.show(id);
    asked = { id, images: found, attended, truth: known };
    question.value = record.question;
    catalog.warn(false);
    await images.replace(found, attended);
    if (mine !== moves) return;
    suggest();
    options.fillReference(known);
    if (kept) earlier.learn(id, { picture: picture.thumbnail() });
    showOpened(record);
  });
}

function showOpened(record) {
  main.classList.add('asked');
  conversation.show(record.turns ?? []);
  const again = (signal, on) => askAgain(record, signal, on);
  view.grow(record, null);
  const located = record.stages.findLast(entry => entry.region);
  if (located) locate(located.region);
  if (!isFinished(record)) return watch(new Log(record, record.stages), (signal, on) => join(record, signal, on), again);
  if (record.cancelled) return view.cancelled(record);
  showEnd(record);
  if (!record.failure) return;
  const { failure, ...others } = record;
  notice.fail({ title: 'A stage failed', detail: failure.message }, { label: 'Ask again', act: () => retry(new Log(others, record.stages), again) });
}

function showMissing(id, isListed) {
  if (isListed) {
    const removal = { label: 'Remove it from the list', act: () => { earlier.remove(id); notice.clear(); } };
    const detail = 'It keeps questions for a while only, each for the key that asked.';
    return notice.fail({ title: 'The server does not have this question any more', detail, code: 'not_found' }, removal);
  }

  notice.fail({
    title: 'This link leads to no question that you can see',
    detail: 'The server keeps questions for a while only, and shows each to the holder of the key that asked it. Check the link, or ask the question again.',
    code: 'not_found',
  });
}

async function withProblems(act) {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    notice.fail(error);
  }
}

share.start(withProblems);
onForget(earlier.forgetResults);
earlier.start(({ id }) => open(id, true));
address.onMove(id => {
  if (id === (asked?.id ?? null)) return;
  if (id === null) leave();
  else open(id, false);
});
view.introduce();
if (address.current() !== null) open(address.current(), false);
performance.mark('interactive');
catalog.load().finally(() => document.documentElement.dataset.ready = 'true');
