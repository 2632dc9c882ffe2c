import { byId } from './dom.js';
import { drawHeat } from './heat.js';

const Finest = 1024;
const ThumbSide = 88;
const [figure, image, heat, box, layers, zone, zoneTitle] = ['picture', 'image', 'heat', 'box', 'layers', 'choose', 'zone-title'].map(byId);
const view = image.parentElement;

let address = null;
let shown = null;

/**
 * Shows an image; true when the browser can read it. One that is shown already stays as it is.
 * @param {Blob} blob
 * @param {string} name what it is called
 * @param {string} description what it is to those who cannot see it
 */
export async function showImage(blob, name, description) {
  zone.classList.add('small');
  if (shown === blob) return !figure.hidden;
  shown = blob;
  clearRegion();
  if (address !== null) URL.revokeObjectURL(address);
  address = URL.createObjectURL(blob);
  image.src = address;
  image.alt = description;
  byId('image-name').textContent = name;
  zoneTitle.textContent = 'Another image';
  const isReadable = await image.decode().then(() => true, () => false);
  if (shown !== blob) return false;
  figure.hidden = !isReadable;
  if (!isReadable) {
    zoneTitle.textContent = `${name}: this browser cannot show it`;
    return false;
  }

  view.style.setProperty('--ratio', image.naturalWidth / image.naturalHeight);
  byId('image-name').textContent = `${name} · ${image.naturalWidth} × ${image.naturalHeight}`;
  return true;
}

/** Takes the image away. @param {boolean} [isThere] true where there is one that cannot be shown */
export function clearImage(isThere = false) {
  shown = null;
  clearRegion();
  figure.hidden = true;
  zone.classList.toggle('small', isThere);
  zoneTitle.textContent = isThere ? 'Another image' : 'Drop, paste or choose an image';
}

/** The image in small, as an address that holds it; undefined where none is shown. */
export function thumbnail() {
  if (figure.hidden) return undefined;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = ThumbSide;
  const { naturalWidth: width, naturalHeight: height } = image, side = Math.min(width, height);
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, (width - side) / 2, (height - side) / 2, side, side, 0, 0, ThumbSide, ThumbSide);
  return canvas.toDataURL('image/jpeg', 0.7);
}

/** True where attention and box are shown. */
export const hasRegion = () => !layers.hidden;

/** Takes attention and box away. */
export function clearRegion() {
  layers.hidden = true;
  heat.classList.remove('seen');
  box.classList.remove('seen', 'closing');
}

/** Shows where the model looked: heat over the image, and the box closing in from the whole of it. */
export function showRegion(region) {
  if (figure.hidden) return;
  const { naturalWidth: width, naturalHeight: height } = image;
  layers.hidden = false;
  if (region.map) {
    const scale = Math.min(1, Finest / Math.max(width, height));
    [heat.width, heat.height] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
    drawHeat(heat, region, scale);
    heat.classList.add('seen');
  }

  place([0, 0, width, height]);
  box.classList.remove('closing');
  box.classList.add('seen');

  // The browser must have drawn the one place before it moves to the other.
  box.getBoundingClientRect();
  box.classList.add('closing');
  place(region.box);

  function place([left, top, right, bottom]) {
    const share = (part, whole) => `${100 * part / whole}%`;
    Object.assign(box.style, { left: share(left, width), top: share(top, height), width: share(right - left, width), height: share(bottom - top, height) });
  }
}

/** The crop as a canvas, or null when there is no image to cut from. */
export function crop([left, top, right, bottom]) {
  if (figure.hidden) return null;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [right - left, bottom - top];
  canvas.getContext('2d').drawImage(image, left, top, canvas.width, canvas.height, 0, 0, canvas.width, canvas.height);
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', 'The crop');
  return canvas;
}

byId('show-heat').addEventListener('change', event => heat.classList.toggle('off', !event.target.checked));
byId('show-box').addEventListener('change', event => box.classList.toggle('off', !event.target.checked));
