import { fetchOnce } from './api.js';

/** A scene that can be drawn. */
export const LastSeed = 2 ** 31 - 1;

/** The scene of the example: the model reads its number wrongly twice, and rightly after the judgment. */
export const Example = { seed: 277, question: 0 };

/** A scene of the synthetic world as an image of the page; truths has its questions, in order, with their right answers. */
export async function draw(seed) {
  const scene = await (await fetchOnce(`/v1/scenes/${seed}`)).json();
  const bytes = Uint8Array.from(atob(scene.image.data), letter => letter.charCodeAt(0));
  return { blob: new Blob([bytes], { type: scene.image.media_type }), name: `Scene ${seed}`, scene: seed, truths: truthsOf(scene) };
}

/** The right answers for the questions of a scene. */
export const truths = async seed => truthsOf(await (await fetchOnce(`/v1/scenes/${seed}`)).json());

const truthsOf = scene => new Map(scene.questions.map(known => [known.text, known.answer]));
