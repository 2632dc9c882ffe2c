import { Problem } from './api.js';
import { cancel } from './ask.js';
import * as notice from './notice.js';

const MostWaits = 5;
const Cancelled = 'cancelled';

/** One question on its way to its answer: it listens to the question's events, keeps its log, and has a view show them. */
export class Turn {
  #controller = new AbortController();
  #on;

  /**
   * @param {object} asked
   * @param {import('./log.js').Log} asked.log the question, with the stages that it has been through
   * @param {import('./view.js').QuestionView} asked.view shows it
   * @param {(signal: AbortSignal, on: object) => AsyncIterable<object>} asked.start asks it, or joins it
   * @param {(signal: AbortSignal, on: object) => AsyncIterable<object>} [asked.again] asks again after a failure, where that is another request
   * @param {{stage: Function, answer: Function, fail: Function}} asked.on told of stages that ended, of the answer, and of failures that may be asked again
   */
  constructor({ log, view, start, again = start, on }) {
    Object.assign(this, { log, view, start, again });
    this.#on = on;
  }

  get id() {
    return this.log.asked.id;
  }

  /** Listens until the question has ended. */
  async run() {
    const { signal } = this.#controller;
    this.view.begin(this.log.record);
    try {
      await this.#patiently(signal);
    } catch (error) {
      if (signal.aborted ? signal.reason === Cancelled : error.code === 'question_cancelled') this.view.cancelled(this.log.record);
      else if (!signal.aborted) this.#fail(error);
    }
  }

  /** Stops listening; what the server does with the question is its own. */
  leave() {
    this.#controller.abort();
  }

  /** Stops the question. */
  async cancel() {
    try {
      await cancel(this.id);
    } catch (problem) {
      // One that never began need not be stopped.
      if (problem.status !== 404) throw problem;
    } finally {
      this.#controller.abort(Cancelled);
    }
  }

  // Until there is an answer, as often as the server says that it will have time later.
  async #patiently(signal) {
    for (let waits = 0; ; waits++) {
      try {
        return await this.#listen(signal);
      } catch (problem) {
        if (!(problem instanceof Problem) || problem.retryAfter === null || waits === MostWaits) throw problem;
        await notice.countdown(problem, signal, () => this.#on.cancel());
      }
    }
  }

  async #listen(signal) {
    const on = {
      onBreak: () => notice.tell('The connection broke; taking the question up again …'),
      onProgress: (sent, all) => this.view.progress(sent, all),
    };
    this.log.restart();
    for await (const event of this.start(signal, on)) {
      notice.clear();
      if (event.record) return this.#on.answer(event.record);
      const hasEnded = this.log.take(event);
      const shown = this.view.grow(this.log.record, this.log.running);
      if (!hasEnded) continue;
      this.#on.stage(event.entry);
      this.view.announceStage(shown[this.log.entries.length - 1]);
    }
  }

  #fail(error) {
    if (!(error instanceof Problem)) console.error(error);
    if (error.code === 'stage_failed') this.log.fail(error.message);
    this.view.failed(this.log.record, error.message);
    this.#on.fail(
      error instanceof Problem ? error : { title: 'The page failed', detail: `${error.message}. Reload it, and ask again.` },
      isWorthAgain(error));
  }
}

// What was wrong with the question itself will be wrong again.
const isWorthAgain = ({ status }) => status === 0 || status === 429 || status >= 500;
