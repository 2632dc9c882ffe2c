import { byId } from './dom.js';
import { key } from './key.js';

const [line, scope] = ['model', 'scope'].map(byId);

/** The served models, as the API lists them; null until it has. A cluster that is starting has none yet. */
let models = null;

/** Whether the image is one that models with a narrow scope may not know. */
let isForeign = false;

/** Says which model answers, and what it knows. Where the API wants a key that is not known yet, it says nothing; try again later. */
export async function load() {
  if (models?.length) return;
  const headers = key() ? { Authorization: `Bearer ${key()}` } : {};
  const response = await fetch('/v1/models', { headers }).catch(() => null);
  if (!response?.ok) return;
  models = (await response.json()).data;
  const names = models.map(model => model.id);
  line.textContent = names.length === 1 ? `Answered by the model ${names[0]}.` : `Models: ${names.join(', ')}.`;
  line.hidden = names.length === 0;
  show();
}

/**
 * Warns beside an image that a model may not know.
 * @param {boolean} isUploaded true for an image from outside, false for a drawn scene or for none
 */
export function warn(isUploaded) {
  isForeign = isUploaded;
  show();
}

function show() {
  const narrow = (models ?? []).filter(model => model.scope);
  scope.hidden = !isForeign || narrow.length === 0;
  scope.textContent = narrow.map(model => `${model.id} knows only ${model.scope}. Its answer about any other image means nothing.`).join(' ');
}
