// "inferno" (matplotlib, CC0), as the server's own overlays have it.
const Anchors = [[0, 0, 4], [31, 12, 72], [85, 15, 109], [136, 34, 106], [186, 54, 85], [227, 89, 51], [249, 140, 10], [249, 201, 50], [252, 255, 164]];
const Strongest = 0.72;

/**
 * Draws attention as heat.
 * @param {HTMLCanvasElement} canvas as large as the image on it is to be drawn
 * @param {{map: number[][], frame: number[]}} region rows of values; left, top, width and height of the grid in the image's pixels
 * @param {number} scale pixels of the canvas for one of the image
 */
export function drawHeat(canvas, { map, frame }, scale) {
  const [left, top, width, height] = frame.map(side => side * scale);
  const context = canvas.getContext('2d');
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(grid(map), left, top, width, height);
}

// One pixel for each patch, whose colours the canvas then blends.
function grid(map) {
  const values = map.flat().map(Number);
  const finite = values.filter(Number.isFinite);
  const [low, high] = finite.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
  const small = document.createElement('canvas');
  [small.width, small.height] = [map[0].length, map.length];
  const context = small.getContext('2d');
  const pixels = context.createImageData(small.width, small.height);
  values.forEach((value, index) => {
    const heat = Number.isFinite(value) && high > low ? (value - low) / (high - low) : 0;
    pixels.data.set([...color(heat), 255 * Strongest * heat], index * 4);
  });
  context.putImageData(pixels, 0, 0);
  return small;
}

function color(heat) {
  const at = heat * (Anchors.length - 1), first = Math.min(Math.floor(at), Anchors.length - 2);
  return Anchors[first].map((from, channel) => from + (at - first) * (Anchors[first + 1][channel] - from));
}
