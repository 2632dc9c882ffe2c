import { call, Problem } from './api.js';
import { read } from './events.js';

const Questions = '/v1/questions';
const Tries = 6;
const LongestPause = 8000;

// Listening begins nothing. A question whose server went away is silent for good, until it is posted again; one that is at work is only joined by that.
const LongestSilence = 10000;

/** An id for a new question. */
export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');

export const path = (id, part = '') => `${Questions}/${encodeURIComponent(id)}${part}`;

/** Asks, and tells each stage as it starts and ends, then the answer. A stream that breaks is taken up after the last event that was seen. */
export function ask({ id, question, image, options }, signal, onBreak) {
  const form = new FormData();
  form.set('question', question);
  form.set('id', id);
  form.set('mode', 'stream');
  form.set('options', JSON.stringify(options));
  form.set('image', image, 'image');

  const post = poster({ body: form });
  return follow(id, post, post, signal, onBreak);
}

/** Asks a question again that the server knows: one that failed goes on after its last finished stage, which reading its events does not make it do. */
export function askAgain(record, signal, onBreak) {
  const post = postAgain(record);
  return follow(record.id, post, post, signal, onBreak);
}

function postAgain({ id, question, images, attended, options }) {
  const [image, ...others] = images.map(digest => ({ digest }));
  const body = JSON.stringify({ ...options, id, question, image, other_images: others, attended, mode: 'stream' });
  return poster({ body, headers: { 'Content-Type': 'application/json' } });
}

/** Joins a question that was asked before. One that nobody works on goes on where it was. */
export const join = (record, signal, onBreak) => follow(record.id, listen, postAgain(record), signal, onBreak);

/** Stops a question. */
export const cancel = id => call(path(id), { method: 'DELETE' });

/**
 * A question's events over connections that break, each once.
 * @param {string} id the question
 * @param {(id: string, last: ?string, signal: AbortSignal) => Promise<Response>} first opens the first connection
 * @param {(id: string, last: ?string, signal: AbortSignal) => Promise<Response>} post asks the question again
 * @param {AbortSignal} signal ends it
 * @param {() => void} onBreak told when a connection broke
 */
async function* follow(id, first, post, signal, onBreak) {
  let last = null, open = first;
  for (let tries = 0; ;) {
    const silence = new Silence(open === listen ? LongestSilence : 0);
    try {
      const response = await open(id, last, AbortSignal.any([signal, silence.signal]));
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

  /** Begins anew, as something was heard. */
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

// The id makes it the same question, however often it is sent.
const poster = ({ body, headers }) => (_, last, signal) =>
  call(Questions, { method: 'POST', body, headers: { ...headers, ...after(last), Accept: 'text/event-stream' }, signal });

const listen = (id, last, signal) => call(path(id, '/events'), { headers: after(last), signal });

const after = last => last === null ? {} : { 'Last-Event-ID': last };

/** Waits. */
export const pause = (ms, signal) => new Promise((resolve, reject) => {
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
