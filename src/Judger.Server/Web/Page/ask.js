import { call } from './api.js';
import { follow } from './follow.js';
import { forget, upload } from './upload.js';

const Questions = '/v1/questions';

/** An id for a new question. */
export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');

export const path = (id, part = '') => `${Questions}/${encodeURIComponent(id)}${part}`;

/**
 * Asks: sends the images that the server does not have, then yields each stage as it starts and ends, and at last the record.
 * @param {{id: string, question: string, images: object[], attended: number, turns: object[], options: object}} asked
 * @param {AbortSignal} signal ends it
 * @param {{onBreak: () => void, onProgress: (sent: number, all: number) => void}} on told of broken connections and of what has been sent
 */
export async function* ask({ id, question, images, attended, turns, options }, signal, { onBreak, onProgress }) {
  for (let again = true; ; again = false) {
    const digests = await upload(images, signal, onProgress);
    const post = poster({ id, question, images: digests, attended: attended || undefined, turns: turns.length > 0 ? turns : undefined, options });
    try {
      return yield* follow({ first: post, post, listen: listener(id) }, signal, onBreak);
    } catch (problem) {
      // What was sent long ago, or belongs to an earlier question, may not be kept any more.
      if (!again || problem.code !== 'image_missing' || images.some(image => image.blob === null)) throw problem;
      forget(images);
    }
  }
}

/** Asks a question again that the server knows: one that failed goes on after its last finished stage, which listening does not make it do. */
export function askAgain(record, signal, { onBreak }) {
  const post = poster(record);
  return follow({ first: post, post, listen: listener(record.id) }, signal, onBreak);
}

/** Joins a question that was asked before. One that nobody works on goes on where it was. */
export function join(record, signal, { onBreak }) {
  const listen = listener(record.id);
  return follow({ first: listen, post: poster(record), listen }, signal, onBreak);
}

/** Stops a question. */
export const cancel = id => call(path(id), { method: 'DELETE' });

// The id makes it the same question, however often it is sent.
function poster({ id, question, images, attended, instructions, turns, options }) {
  const [image, ...others] = images.map(digest => ({ digest }));
  const body = JSON.stringify({
    ...options,
    id,
    question,
    image,
    other_images: others.length > 0 ? others : undefined,
    attended,
    instructions,

    // Without a list of turns a question needs an image.
    turns: turns ?? (images.length === 0 ? [] : undefined),
    mode: 'stream',
  });
  const headers = { 'Content-Type': 'application/json', Accept: 'text/event-stream' };
  return (last, signal) => call(Questions, { method: 'POST', body, headers: { ...headers, ...after(last) }, signal });
}

const listener = id => (last, signal) => call(path(id, '/events'), { headers: after(last), signal });

const after = last => last === null ? {} : { 'Last-Event-ID': last };
