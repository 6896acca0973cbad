/** Paint maps onto canvases, one canvas pixel for each number. */

/** Grey from black, 0 or less, to white, the most of the map or of `most`. */
export function paintMap(canvas, [height, width], values, most) {
  const largest = most ?? Math.max(...values);
  const scale = largest > 0 ? 255 / largest : 0;
  fill(canvas, height, width, (at) => {
    const grey = Math.max(0, values[at]) * scale;
    return [grey, grey, grey];
  });
}

/** Orange where a number is positive, blue where it is negative, on black. */
export function paintSigned(canvas, [height, width], values) {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  fill(canvas, height, width, (at) => {
    const share = most > 0 ? values[at] / most : 0;
    return share > 0
      ? [255 * share, 150 * share, 40 * share]
      : [-60 * share, -160 * share, -255 * share];
  });
}

function fill(canvas, height, width, colourAt) {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext("2d");
  const picture = context.createImageData(width, height);
  for (let at = 0; at < height * width; at++) {
    const [red, green, blue] = colourAt(at);
    picture.data.set([red, green, blue, 255], 4 * at);
  }
  context.putImageData(picture, 0, 0);
}
