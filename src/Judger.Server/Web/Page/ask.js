import { call, Problem } from './api.js';
import { read } from './events.js';

const Questions = '/v1/questions';
const Tries = 6;
const LongestPause = 8000;

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

  return post(id, { body: form }, signal, onBreak);
}

/** Asks a question again that the server knows: one that failed goes on after its last finished stage, which reading its events does not make it do. */
export function askAgain({ id, question, images, attended, options }, signal, onBreak) {
  const [image, ...others] = images.map(digest => ({ digest }));
  const body = JSON.stringify({ ...options, id, question, image, other_images: others, attended, mode: 'stream' });
  return post(id, { body, headers: { 'Content-Type': 'application/json' } }, signal, onBreak);
}

/** Joins a question that was asked before. */
export const join = (id, signal, onBreak) => follow(id, () => resume(id, null, signal), signal, onBreak);

/** Stops a question. */
export const cancel = id => call(path(id), { method: 'DELETE' });

async function* follow(id, open, signal, onBreak) {
  let last = null;
  for (let tries = 0; ;) {
    try {
      const response = last === null ? await open() : await resume(id, last, signal);
      for await (const event of read(response.body)) {
        tries = 0;
        if (event.id !== '') last = event.id;
        const told = JSON.parse(event.data);
        if (event.type === 'error') throw new Problem(told);
        if (event.type === 'answer') return yield { record: told };
        if (event.type === 'stage') yield told;
      }
    } catch (error) {
      if (error instanceof Problem || signal.aborted) throw error;
    }

    if (++tries === Tries) throw Problem.unreachable();
    onBreak();
    await pause(Math.min(LongestPause, 250 * 2 ** tries), signal);
  }
}

// The id makes it the same question, however often it is sent.
const post = (id, { body, headers }, signal, onBreak) =>
  follow(id, () => call(Questions, { method: 'POST', body, headers: { ...headers, Accept: 'text/event-stream' }, signal }), signal, onBreak);

const resume = (id, last, signal) => call(path(id, '/events'), { headers: last === null ? {} : { 'Last-Event-ID': last }, signal });

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
