import { Problem, retryAfter } from './api.js';
import { key, wantKey } from './key.js';
import { sha256 } from './sha256.js';

/** What the server has from this page, by digest. It keeps images for a while only; see forget. */
const put = new Set();

/**
 * Makes images known to the server, those that it does not have yet, and returns their digests.
 * @param {{blob: ?Blob, digest: ?string, isStored: ?boolean}[]} images a stored one is one that the server has from an earlier question
 * @param {AbortSignal} signal ends it
 * @param {(sent: number, all: number) => void} onProgress told how many bytes have been sent, of how many
 */
export async function upload(images, signal, onProgress) {
  for (const image of images) image.digest ??= await sha256(await image.blob.arrayBuffer());
  signal.throwIfAborted();
  const missing = images.filter(image => !image.isStored && !put.has(image.digest));
  const all = missing.reduce((sum, { blob }) => sum + blob.size, 0);
  let before = 0;
  for (const image of missing) {
    await send(image, signal, sent => onProgress(Math.min(before + sent, all), all));
    put.add(image.digest);
    before += image.blob.size;
  }

  return images.map(({ digest }) => digest);
}

/** Has images sent again: the server does not have them any more. */
export function forget(images) {
  for (const image of images) {
    put.delete(image.digest);

    // The picture of an earlier question is made from its pixels: other bytes than those that were sent.
    if (image.isStored) Object.assign(image, { digest: null, isStored: false });
  }
}

async function send(image, signal, onSent) {
  for (;;) {
    const used = key();
    const problem = await once(image, used, signal, onSent);
    if (problem === null) return;
    if (problem.status !== 401) throw problem;
    await wantKey(problem, used, signal);
  }
}

// fetch does not say how much of a body has been sent.
function once({ blob, digest }, used, signal, onSent) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    const end = (settle, value) => {
      signal.removeEventListener('abort', stop);
      settle(value);
    };
    request.upload.addEventListener('progress', ({ loaded }) => onSent(loaded));
    request.addEventListener('load', () => end(resolve, request.status < 300 ? null : problemOf(request)));
    request.addEventListener('error', () => end(reject, Problem.unreachable()));
    request.addEventListener('abort', () => end(reject, signal.reason));
    signal.addEventListener('abort', stop, { once: true });
    request.open('PUT', `/v1/images/${digest}`);
    if (used) request.setRequestHeader('Authorization', `Bearer ${used}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.send(blob);
  });
}

function problemOf(request) {
  let told = {};
  try {
    told = JSON.parse(request.responseText);
  } catch {
    // A proxy's own page.
  }

  return Problem.from(request.status, told, retryAfter(request.getResponseHeader('Retry-After')));
}
