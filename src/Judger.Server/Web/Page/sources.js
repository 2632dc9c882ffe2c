import { byId } from './dom.js';

const [drop, choose, file, add, more] = ['drop', 'choose', 'file', 'add', 'more'].map(byId);

/**
 * The ways in which image files come to the page: chosen, dropped anywhere on it, pasted.
 * @param {(files: File[], isAdding: boolean) => void} take called with them, and with whether they come to those that there are
 */
export function start(take) {
  for (const [button, input] of [[choose, file], [add, more]]) {
    button.addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      if (input.files.length > 0) take([...input.files], input === more);
      input.value = '';
    });
  }

  document.addEventListener('paste', event => {
    const pasted = [...event.clipboardData.files].filter(item => item.type.startsWith('image/'));
    if (pasted.length === 0) return;
    event.preventDefault();
    take(pasted.map(item => new File([item], 'the pasted image', { type: item.type })), false);
  });

  // Beside the zone too, or the browser would go to the image and leave the page.
  let depth = 0;
  for (const [kind, step] of [['dragenter', 1], ['dragleave', -1]]) {
    document.addEventListener(kind, () => drop.classList.toggle('over', (depth = Math.max(0, depth + step)) > 0));
  }

  document.addEventListener('dragover', event => event.preventDefault());
  document.addEventListener('drop', event => {
    event.preventDefault();
    depth = 0;
    drop.classList.remove('over');
    if (event.dataTransfer.files.length > 0) take([...event.dataTransfer.files], event.target.closest?.('#add, #strip') !== null);
  });
}
