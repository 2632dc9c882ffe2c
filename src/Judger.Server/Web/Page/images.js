import { byId, element } from './dom.js';
import * as picture from './picture.js';

/** The server's limits of one question and of one image. */
export const MostImages = 8;
const MostBytes = 20 * 1024 * 1024;

const [strip, list, add] = ['strip', 'images', 'add'].map(byId);

let images = [];
let attended = 0;
let changed = () => { };

/**
 * The images of the next question, in the order in which the model sees them. Each is
 * { blob, name, truths, scene, digest, isStored }: blob null where only the server has it, truths the right answer for each question that is known.
 */
export const all = () => images;

/** The index of the image that is looked at more closely; it is the one that is shown. */
export const attendedIndex = () => attended;

/** The image that is looked at, or null. */
export const current = () => images[attended] ?? null;

/** @param {() => void} act called when images come or go, or another one is looked at */
export const onChange = act => changed = act;

/** What is wrong with images that are to be added, as a problem; null for nothing. */
export function lack(added, isAdding) {
  const large = added.find(({ blob }) => blob.size > MostBytes);
  if (large) return { title: 'The image is too large', detail: `${large.name} has more than 20 MB. Scale it down.` };
  const count = added.length + (isAdding ? images.length : 0);
  return count > MostImages ? { title: 'Too many images', detail: `A question has at most ${MostImages} images, and these are ${count}. Remove some.` } : null;
}

/** Puts images in the place of those that there are. @param {number} [index] which one is looked at */
export async function replace(added, index = 0) {
  [images, attended] = [added, index];
  await show();
}

/** Adds images; the first of them is looked at where there was none. */
export async function append(added) {
  images = [...images, ...added];
  await show();
}

async function look(index) {
  attended = index;
  await show();
  list.querySelector(`input[value="${index}"]`)?.focus({ preventScroll: true });
}

async function remove(index) {
  images = images.filter((_, place) => place !== index);
  if (attended > index || attended === images.length) attended = Math.max(0, attended - 1);
  await show();
  (list.querySelector('input:checked') ?? (images.length > 0 ? add : byId('choose'))).focus({ preventScroll: true });
}

async function show() {
  const image = current();
  strip.hidden = images.length < 2;
  add.hidden = images.length === 0;
  add.disabled = images.length >= MostImages;
  list.replaceChildren(...(strip.hidden ? [] : images.map(item)));
  if (image?.blob) await picture.showImage(image.blob, image.name, image.description ?? `The image ${image.name}`);
  else picture.clearImage(image !== null);
  changed();
}

function item(image, index) {
  const choice = element('input', { type: 'radio', name: 'attended', value: `${index}`, checked: index === attended, 'aria-label': `Look at ${image.name}` });
  choice.addEventListener('change', () => look(index));
  const remover = element('button.quiet', { type: 'button', title: 'Remove', 'aria-label': `Remove ${image.name}` }, '×');
  remover.addEventListener('click', () => remove(index));
  const thumb = image.blob ? element('img', { src: address(image), alt: '' }) : element('span.none', { 'aria-hidden': 'true' }, '?');
  return element('li', null, element('label', { title: image.name }, choice, thumb), remover);
}

// The address lives as long as the image, which is as long as the page at most.
const addresses = new WeakMap();
const address = ({ blob }) => addresses.get(blob) ?? addresses.set(blob, URL.createObjectURL(blob)).get(blob);
