import { key, wantKey } from './key.js';

// Plainer than the name of the status.
const Titles = { 400: 'The server refused this' };

/** What went wrong, as problem details (RFC 9457) describe it. */
export class Problem extends Error {
  constructor({ status = 0, code = '', title = 'Error', detail = '', retry_after_seconds }) {
    super(detail || title);
    Object.assign(this, { status, code, title: Titles[status] ?? title, detail, retryAfter: retry_after_seconds ?? null });
  }

  /** The problem that a response describes in its body; a proxy's response may describe nothing. */
  static from(status, told, wait) {
    return new Problem({
      title: `The server answered ${status}`,
      detail: 'It gave no reason.',
      ...told,
      status,
      retry_after_seconds: wait ?? told.retry_after_seconds,
    });
  }

  /** Nobody answered. */
  static unreachable() {
    const detail = 'Check that it runs and that this computer is connected, then try again.';
    return new Problem({ code: 'unreachable', title: 'The server cannot be reached', detail });
  }
}

/** Calls the API with the key that is known, and asks for one when the API does. */
export async function call(path, init = {}) {
  for (;;) {
    const used = key();
    const headers = new Headers(init.headers);
    if (used) headers.set('Authorization', `Bearer ${used}`);
    const response = await fetch(path, { ...init, headers });
    if (response.ok) return response;
    const problem = Problem.from(response.status, await response.json().catch(() => ({})), retryAfter(response.headers.get('Retry-After')));
    if (problem.status !== 401) throw problem;
    await wantKey(problem, used, init.signal);
  }
}

/** Calls the API once. @throws {Problem} also when nobody is there */
export async function fetchOnce(path, init) {
  try {
    return await call(path, init);
  } catch (error) {
    throw error instanceof TypeError ? Problem.unreachable() : error;
  }
}

/** Reads from the API without asking for a key; null when there is no answer. */
export async function peek(path) {
  const headers = key() ? { Authorization: `Bearer ${key()}` } : {};
  const response = await fetch(path, { headers }).catch(() => null);
  return response?.ok ? response.json().catch(() => null) : null;
}

/** The seconds of a Retry-After header, which has seconds or a date; null for none. */
export function retryAfter(header) {
  if (header === null) return null;
  const until = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - Date.now()) / 1000);
  return Number.isFinite(until) ? Math.max(1, until) : null;
}
