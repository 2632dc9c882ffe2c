import { byId } from './dom.js';

const Name = 'judger.key';
const [dialog, form, input, forget] = ['key-dialog', 'key-form', 'key', 'forget-key'].map(byId);

let asking = null;
let forgotten = () => { };

/** The API key of this tab, or null. */
export const key = () => sessionStorage.getItem(Name);

/**
 * Asks for a key; returns when there is another one than was used.
 * @param {Error} problem what the API said; thrown when no key is given
 * @param {string|null} used the key that was refused
 * @param {AbortSignal} [signal] closes the dialog
 */
export function wantKey(problem, used, signal) {
  if (key() !== used) return Promise.resolve();
  asking ??= open(problem, used, signal).finally(() => asking = null);
  return asking;
}

function open(problem, used, signal) {
  byId('key-problem').textContent = used ? 'The key was not accepted; check it and try again.' : 'Ask whoever runs it for one.';
  input.value = '';
  input.setCustomValidity('');
  dialog.returnValue = '';
  dialog.showModal();
  const close = () => dialog.close();
  signal?.addEventListener('abort', close, { once: true });
  return new Promise((resolve, reject) => dialog.addEventListener('close', () => {
    signal?.removeEventListener('abort', close);
    if (dialog.returnValue !== 'use') return reject(problem);
    sessionStorage.setItem(Name, input.value.trim());
    input.value = '';
    show();
    resolve();
  }, { once: true }));
}

/** @param {() => void} act called when the key is forgotten */
export const onForget = act => forgotten = act;

function show() {
  forget.hidden = key() === null;
}

form.addEventListener('submit', event => {
  event.preventDefault();

  // What is not ASCII cannot be sent as a header.
  const fits = /^[\x21-\x7e]{1,512}$/.test(input.value.trim());
  input.setCustomValidity(fits ? '' : 'A key is of 1 to 512 letters, digits and signs, without spaces.');
  if (form.reportValidity()) dialog.close('use');
});
input.addEventListener('input', () => input.setCustomValidity(''));
byId('key-cancel').addEventListener('click', () => dialog.close());
forget.addEventListener('click', () => {
  sessionStorage.removeItem(Name);
  forgotten();
  show();
  byId('question').focus();
});
show();
