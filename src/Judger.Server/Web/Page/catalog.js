import { peek } from './api.js';
import { byId, element } from './dom.js';

const [line, scope, modelField, modelChoice, expert, version] = ['model', 'scope', 'model-field', 'model-choice', 'expert', 'version'].map(byId);

/** The served models, as the API lists them; null until it has. A cluster that is starting has none yet. */
let models = null;

let areExpertsKnown = false;

/** Whether an image is one that models with a narrow scope may not know. */
let isForeign = false;

/**
 * Says which models answer and what they know, who can judge, and which version the server has. Where the API wants a key that is not known yet, it leaves
 * out what it cannot read; call it again later.
 */
export async function load() {
  if (!models?.length) {
    models = (await peek('/v1/models'))?.data ?? models;
    if (models !== null) showModels();
  }

  if (!areExpertsKnown) {
    const experts = (await peek('/v1/experts'))?.data;
    areExpertsKnown = experts !== undefined;
    if (areExpertsKnown) showExperts(experts);
  }

  if (version.textContent === '') version.textContent = (await peek('/version'))?.version ?? '';
}

/** The name of the model that answers where nobody chooses one; null where that is not known. */
export const defaultModel = () => models?.[0]?.id ?? null;

/**
 * Warns beside images that a model may not know.
 * @param {boolean} isUploaded true for an image from outside, false for drawn scenes or for none
 */
export function warn(isUploaded) {
  isForeign = isUploaded;
  showScope();
}

function showModels() {
  const names = models.map(model => model.id);
  line.textContent = names.length > 1 ? `Models: ${names.join(', ')}.`
    : `Answered by the model ${names[0]}.${models[0]?.scope ? ` It knows only ${models[0].scope}.` : ''}`;
  line.hidden = names.length === 0;
  modelField.hidden = names.length < 2;
  modelChoice.replaceChildren(element('option', { value: '' }, 'the server’s choice'), ...names.map(name => element('option', { value: name }, name)));
  showScope();
}

function showExperts(experts) {
  const known = [...expert.options].map(option => option.value);
  const named = experts.filter(({ id }) => !known.includes(id)).map(({ id }) => element('option', { value: id }, id));
  expert.lastElementChild.before(...named);
}

function showScope() {
  const narrow = (models ?? []).filter(model => model.scope);
  scope.hidden = !isForeign || narrow.length === 0;
  scope.textContent = narrow.map(model => `${model.id} knows only ${model.scope}. Its answer about any other image means nothing.`).join(' ');
}
