import { byId, element } from './dom.js';
import { moment } from './format.js';
import * as kept from './kept.js';

const [list, none, clear] = ['earlier', 'earlier-none', 'clear'].map(byId);

let open = () => { };
let current = null;

/** Shows the list. @param {(item: object) => void} onOpen called with the question that is wanted, as kept.js has it */
export function start(onOpen) {
  open = onOpen;
  show();
}

/** Puts a question on top of the list. */
export function add(id, question) {
  current = id;
  kept.add(id, question);
  show();
}

/** Adds what is known of a question to its place in the list. */
export function learn(id, known) {
  kept.learn(id, known);
  show();
}

/** Marks the question that is on the page; null for none. */
export function mark(id) {
  current = id;
  for (const item of list.children) emphasize(item);
}

/** Takes a question out of the list. */
export function remove(id) {
  kept.remove(id);
  show();
}

/** What is kept of a question, or undefined. */
export const find = id => kept.all().find(item => item.id === id);

/** Shows the list without what a key opened. */
export function forgetResults() {
  kept.forgetResults();
  show();
}

// An item that is as it was stays. The focus stays where it was.
function show() {
  const focused = document.activeElement?.closest('#earlier li') ? document.activeElement : null;
  const place = focused && { id: focused.parentElement.dataset.id, isFirst: focused.previousElementSibling === null };
  const items = kept.all();
  none.hidden = items.length > 0;
  clear.hidden = items.length === 0;
  const old = new Map([...list.children].map(item => [item.signature, item]));
  list.replaceChildren(...items.map(item => {
    const signature = JSON.stringify(item);
    return old.get(signature) ?? Object.assign(entry(item), { signature });
  }));
  for (const item of list.children) emphasize(item);
  const same = place && [...list.children].find(item => item.dataset.id === place.id);
  (place?.isFirst ? same?.firstElementChild : same?.lastElementChild)?.focus({ preventScroll: true });
}

function entry(item) {
  const { id, question, at, answer, picture } = item;
  const opener = element('button.entry', { type: 'button' },
    picture === undefined ? element('span.thumb', { 'aria-hidden': 'true' }) : element('img.thumb', { src: picture, alt: '', width: 44, height: 44 }),
    element('span.what', null,
      element('span.text', null, question),
      answer !== undefined && element('span.reply', null, answer || '(an empty answer)'),
      element('span.muted', null, moment(at))));
  opener.addEventListener('click', () => open(item));
  const remover = element('button.quiet', { type: 'button', title: 'Remove', 'aria-label': `Remove: ${question}` }, '×');
  const made = element('li', { 'data-id': id }, opener, remover);
  remover.addEventListener('click', () => {
    const index = [...list.children].indexOf(made);
    remove(id);

    // Whoever works by keyboard goes on at the same place.
    (list.children[Math.min(index, list.children.length - 1)]?.firstElementChild ?? byId('earlier-title')).focus();
  });
  return made;
}

function emphasize(item) {
  const opener = item.firstElementChild;
  if (item.dataset.id === current) opener.setAttribute('aria-current', 'true');
  else opener.removeAttribute('aria-current');
}

clear.addEventListener('click', () => {
  if (!confirm('Remove all earlier questions from this list?')) return;
  kept.clear();
  show();
  byId('earlier-title').focus();
});
kept.onChange(show);
