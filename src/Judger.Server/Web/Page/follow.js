import { Problem } from './api.js';
import { read } from './events.js';

const Tries = 6;
const LongestPause = 8000;

// Listening starts nothing. A question whose server went away stays silent until it is posted again; one that is at work is only joined by that.
const LongestSilence = 10000;

/**
 * A question's events over connections that break, each once. A stream that breaks is taken up after the last event that was seen.
 * @param {(last: ?string, signal: AbortSignal) => Promise<Response>} first opens the first connection
 * @param {(last: ?string, signal: AbortSignal) => Promise<Response>} post asks the question again
 * @param {(last: ?string, signal: AbortSignal) => Promise<Response>} listen listens to the question
 * @param {AbortSignal} signal ends it
 * @param {() => void} onBreak told when a connection broke
 */
export async function* follow({ first, post, listen }, signal, onBreak) {
  let last = null, open = first;
  for (let tries = 0; ;) {
    const silence = new Silence(open === listen ? LongestSilence : 0);
    try {
      const response = await open(last, AbortSignal.any([signal, silence.signal]));
      for await (const event of read(response.body)) {
        tries = 0;
        silence.begin();
        if (event.id !== '') last = event.id;
        const told = JSON.parse(event.data);
        if (event.type === 'error') throw new Problem(told);
        if (event.type === 'answer') return yield { record: told };
        if (event.type === 'stage') yield told;
      }
    } catch (error) {
      if (error instanceof Problem || signal.aborted) throw error;
    } finally {
      silence.end();
    }

    if (silence.signal.aborted) {
      open = post;
      continue;
    }

    open = last === null ? first : listen;
    if (++tries === Tries) throw Problem.unreachable();
    onBreak();
    await pause(Math.min(LongestPause, 250 * 2 ** tries), signal);
  }
}

/** Aborts its signal some time after it began; never where the time is 0. */
class Silence {
  #controller = new AbortController();
  #milliseconds;
  #timer;

  constructor(milliseconds) {
    this.#milliseconds = milliseconds;
    this.begin();
  }

  /** Starts again, as something was heard. */
  begin() {
    this.end();
    if (this.#milliseconds > 0) this.#timer = setTimeout(() => this.#controller.abort('silence'), this.#milliseconds);
  }

  get signal() {
    return this.#controller.signal;
  }

  end() {
    clearTimeout(this.#timer);
  }
}

const pause = (ms, signal) => new Promise((resolve, reject) => {
  if (signal.aborted) return reject(signal.reason);
  const stop = () => {
    clearTimeout(timer);
    reject(signal.reason);
  };
  const timer = setTimeout(() => {
    signal.removeEventListener('abort', stop);
    resolve();
  }, ms);
  signal.addEventListener('abort', stop, { once: true });
});
