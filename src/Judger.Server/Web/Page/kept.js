import { key } from './key.js';

const Name = 'judger.earlier';
const Results = 'judger.earlier.results';
const Most = 100;

/**
 * What this browser keeps of earlier questions, the latest first: their ids and questions, in local storage. What the server answered (answer, small picture,
 * scene) is kept beside them; where a key opened it, for as long as the key: until the tab is closed or the key is forgotten.
 */
export function all() {
  const kept = read(localStorage, Name, []);
  if (!Array.isArray(kept)) return [];
  const known = results();
  return kept
    .filter(item => typeof item?.id === 'string' && typeof item.question === 'string')
    .map(({ id, question, at }) => ({ id, question, at, ...checked(known[id]) }));
}

/** Puts a question on top. */
export function add(id, question) {
  writeAll([{ id, question, at: Date.now() }, ...all().filter(item => item.id !== id)].slice(0, Most));
}

/** Adds to what is known of a question that is kept. @param {{answer: ?string, picture: ?string, scene: ?number}} known */
export function learn(id, known) {
  const have = results();
  if (all().some(item => item.id === id)) write(place(), Results, { ...have, [id]: { ...have[id], ...known } });
}

export const remove = id => writeAll(all().filter(item => item.id !== id));

export const clear = () => writeAll([]);

/** Forgets what a key opened. */
export const forgetResults = () => sessionStorage.removeItem(Results);

/** Calls back when another tab has changed what is kept. */
export const onChange = act => window.addEventListener('storage', event => [Name, Results].includes(event.key) && act());

function writeAll(items) {
  write(localStorage, Name, items.map(({ id, question, at }) => ({ id, question, at })));
  const ids = new Set(items.map(item => item.id));
  for (const store of [localStorage, sessionStorage]) {
    const kept = Object.entries(object(read(store, Results, {}))).filter(([id]) => ids.has(id));
    if (kept.length > 0) write(store, Results, Object.fromEntries(kept));
    else store.removeItem(Results);
  }
}

const place = () => key() === null ? localStorage : sessionStorage;

const results = () => object(read(place(), Results, {}));

const object = value => value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};

// Only what has the form that this page writes is shown.
function checked(known) {
  const { answer, picture, scene } = object(known);
  return {
    answer: typeof answer === 'string' ? answer : undefined,
    picture: typeof picture === 'string' && picture.startsWith('data:image/') ? picture : undefined,
    scene: Number.isInteger(scene) ? scene : undefined,
  };
}

function read(store, name, otherwise) {
  try {
    return JSON.parse(store.getItem(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(store, name, value) {
  try {
    store.setItem(name, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing, or is full: the page works without.
  }
}
