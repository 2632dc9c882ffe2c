import { fetchOnce, Problem } from './api.js';
import { path } from './ask.js';
import * as scene from './scene.js';

/** A question that the server has, by its id; null where it has none that the caller may see. */
export async function find(id) {
  try {
    return await (await fetchOnce(path(id))).json();
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
}

/**
 * The images of a question, as images.js has them. One that the server does not have any more has no blob.
 * @param {object} record the question
 * @param {number} [seed] the scene that its image is, where that is known
 */
export async function imagesOf(record, seed) {
  const truths = seed === undefined ? new Map() : await scene.truths(seed);
  const isOne = record.images.length === 1;
  const blobs = await Promise.all(record.images.map((_, index) => pictureOf(record.id, index)));
  return record.images.map((digest, index) => ({
    blob: blobs[index],
    digest,
    isStored: true,
    name: seed !== undefined ? `Scene ${seed}` : isOne ? 'The image of this question' : `Image ${index + 1} of this question`,
    description: isOne ? 'The image of this question' : `Image ${index + 1} of this question`,
    scene: seed,
    truths,
  }));
}

async function pictureOf(id, index) {
  try {
    return await (await fetchOnce(path(id, `/image.png?index=${index}`))).blob();
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 404) throw problem;
    return null;
  }
}
