import { announce } from './dom.js';
import * as notice from './notice.js';
import { sentence } from './outcomes.js';
import { showAnswer, showFigures } from './result.js';
import * as stages from './stages.js';
import * as timeline from './timeline.js';

/**
 * One question as the page shows it: title, upload, answer, timeline, stages and figures. Its parts are found below an element by their data-part, so
 * that there may be several questions on a page.
 */
export class QuestionView {
  #parts;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.#parts = Object.fromEntries([...root.querySelectorAll('[data-part]')].map(part => [part.dataset.part, part]));
  }

  /** Shows how an answer comes about, before anything is asked. */
  introduce() {
    this.#parts.title.textContent = 'How an answer comes about';
    this.#clear();
    stages.show(this.#parts.stages, {});
  }

  /** Shows that a question is on its way. */
  begin(record) {
    this.#parts.title.textContent = 'At work';
    this.#clear();
    this.grow(record, null);
  }

  /** Shows how much of the images has been sent; all of it ends that. */
  progress(sent, all) {
    this.#parts.upload.hidden = sent >= all;
    this.#parts.progress.value = all === 0 ? 1 : sent / all;
    this.#parts.sent.textContent = `Sending the images: ${megabytes(sent)} of ${megabytes(all)} MB`;
  }

  /** Shows the log as it stands. Returns its stages. */
  grow(record, running) {
    this.#parts.upload.hidden = true;
    timeline.show(this.#parts.timeline, record.stages ?? []);
    this.#parts.stages.setAttribute('aria-busy', 'true');
    return stages.show(this.#parts.stages, record, running);
  }

  /** Says what came of the last stage to those who cannot see it. */
  announceStage(stage) {
    announce(sentence(stage));
  }

  /** Shows a record to which nothing more will happen. @param {string} [truth] the right answer, where it is known */
  end(record, truth) {
    this.#close(record, record.answer === undefined ? 'No answer' : 'Answer', truth);
    if (record.answer !== undefined) announce(`Answer: ${record.answer}`);
  }

  cancelled(record) {
    this.#close({ ...record, cancelled: true }, 'Cancelled');
    notice.tell('The question was cancelled.');
  }

  /** @param {object} record as far as it came @param {string} message why it has no answer */
  failed(record, message) {
    this.#close({ ...record, failure: { message } }, 'No answer');
    this.#parts.why.hidden = (record.stages ?? []).length > 0;
    this.#parts.why.textContent = `Nothing was run. ${message}`;
  }

  #close(record, title, truth) {
    this.grow(record, null);
    this.#parts.stages.setAttribute('aria-busy', 'false');
    this.#parts.title.textContent = title;
    showAnswer(this.#parts.answer, record, truth);
    this.#parts.details.hidden = !showFigures(this.#parts.table, record);
  }

  #clear() {
    for (const name of ['upload', 'why', 'answer', 'timeline', 'details']) this.#parts[name].hidden = true;
  }
}

const megabytes = bytes => (bytes / 1e6).toFixed(1);
