import * as address from './address.js';
import { fetchOnce } from './api.js';
import { path } from './ask.js';
import { announce, byId, element } from './dom.js';
import { key } from './key.js';
import { chosen, Languages } from './snippets.js';

const [place, overlay, snippet, languages] = ['share', 'save-overlay', 'snippet', 'languages'].map(byId);

let record = null;
let asked = null;
let names = [];
let guard = act => act();

/** @param {(act: () => Promise<void>) => Promise<void>} withProblems runs something and shows what goes wrong */
export const start = withProblems => guard = withProblems;

/** Takes the offers away. */
export function clear() {
  record = null;
  place.hidden = true;
}

/**
 * Offers the question's link, its code and its files.
 * @param {object} shown the record
 * @param {string[]} files names of its images
 * @param {string} model the model that answers
 */
export function show(shown, files, model) {
  [record, names] = [shown, files];
  place.hidden = false;
  overlay.hidden = !shown.stages.some(entry => entry.region);
  byId('save-image').hidden = shown.images.length === 0;

  // The code asks one question about images; a conversation is more than that.
  const hasCode = shown.images.length > 0 && !shown.turns && !shown.instructions;
  byId('code').hidden = !hasCode;
  asked = hasCode ? {
    origin: location.origin,
    question: shown.question,
    files,
    attended: shown.attended ?? 0,
    options: chosen(shown.options),
    model,
    needsKey: key() !== null,
  } : null;
  write();
}

const language = () => languages.querySelector('input:checked').value;

function write() {
  snippet.textContent = asked === null ? '' : Languages[language()](asked);
}

languages.append(...Object.keys(Languages).map((name, index) =>
  element('label', null, element('input', { type: 'radio', name: 'language', value: name, checked: index === 0 }), name)));
languages.addEventListener('change', write);

byId('copy-link').addEventListener('click', event => copy(event.target, address.linkTo(record.id), 'The link is copied.'));
byId('copy-code').addEventListener('click', event => copy(event.target, snippet.textContent, `The code for ${language()} is copied.`));
overlay.addEventListener('click', () => save(path(record.id, '/overlay.png'), `judger-${record.id}.png`));
byId('save-image').addEventListener('click', () => save(path(record.id, '/image.png'), names[record.attended ?? 0]));
byId('save-record').addEventListener('click', () => save(path(record.id), `judger-${record.id}.json`));

async function copy(button, text, done) {
  await (navigator.clipboard?.writeText(text) ?? Promise.reject()).catch(() => copyBySelection(text));
  const label = button.dataset.label ??= button.textContent;
  button.textContent = 'Copied';
  announce(done);
  setTimeout(() => button.textContent = label, 2000);
}

// Browsers have a clipboard for pages in secure contexts only: not over http from another computer.
function copyBySelection(text) {
  const field = element('textarea', { value: text, readOnly: true, 'aria-hidden': 'true' });
  const focused = document.activeElement;
  place.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
  focused?.focus({ preventScroll: true });
}

const save = (from, name) => guard(async () => {
  const url = URL.createObjectURL(await (await fetchOnce(from)).blob());
  element('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
});
