import { byId, element } from './dom.js';
import { moment } from './format.js';

const Name = 'judger.earlier';
const Most = 100;
const [list, none, clear] = ['earlier', 'earlier-none', 'clear'].map(byId);

let open = () => { };
let current = null;

/** Shows the list. @param {(id: string) => void} onOpen called with the question that is wanted */
export function start(onOpen) {
  open = onOpen;
  show(read());
}

/** Puts a question on top of the list. */
export function add(id, question) {
  current = id;
  write([{ id, question, at: Date.now() }, ...read().filter(item => item.id !== id)].slice(0, Most));
}

/** Marks the question that is on the page; null for none. */
export function mark(id) {
  current = id;
  for (const item of list.children) emphasize(item);
}

/** Takes a question out of the list. */
export const remove = id => write(read().filter(item => item.id !== id));

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(Name) ?? '[]');
    return Array.isArray(kept) ? kept.filter(item => typeof item?.id === 'string' && typeof item.question === 'string') : [];
  } catch {
    return [];
  }
}

function write(items) {
  try {
    localStorage.setItem(Name, JSON.stringify(items));
  } catch {
    // A browser that keeps nothing, or is full: the page works without.
  }

  show(items);
}

function show(items) {
  none.hidden = items.length > 0;
  clear.hidden = items.length === 0;
  list.replaceChildren(...items.map(entry));
}

function entry({ id, question, at }, index) {
  const opener = element('button.entry', { type: 'button' }, element('span.text', null, question), element('span.muted', null, moment(at)));
  opener.addEventListener('click', () => open(id));
  const remover = element('button.quiet', { type: 'button', title: 'Remove', 'aria-label': `Remove: ${question}` }, '×');
  remover.addEventListener('click', () => {
    remove(id);

    // Whoever works by keyboard goes on at the same place.
    (list.children[Math.min(index, list.children.length - 1)]?.firstElementChild ?? byId('earlier-title')).focus();
  });
  const item = element('li', { 'data-id': id }, opener, remover);
  emphasize(item);
  return item;
}

function emphasize(item) {
  const opener = item.firstElementChild;
  if (item.dataset.id === current) opener.setAttribute('aria-current', 'true');
  else opener.removeAttribute('aria-current');
}

clear.addEventListener('click', () => {
  if (!confirm('Remove all earlier questions from this list?')) return;
  write([]);
  byId('earlier-title').focus();
});
window.addEventListener('storage', event => {
  if (event.key === Name) show(read());
});
