// Position of an image in the model's input.

/** Area of the model's input that the image covers, in pixels: everything but the letterbox bars. */
export interface InputArea {
  top: number;
  left: number;
  height: number;
  width: number;
}

/** Computes the area of the input that an image covers, as `resample` places it. */
export function inputArea(
  image: { width: number; height: number },
  input: { width: number; height: number; fit: 'stretch' | 'letterbox' },
): InputArea {
  if (input.fit === 'stretch') return { top: 0, left: 0, height: input.height, width: input.width };
  const scale = Math.min(input.width / image.width, input.height / image.height);
  const width = Math.min(input.width, Math.max(1, Math.round(image.width * scale)));
  const height = Math.min(input.height, Math.max(1, Math.round(image.height * scale)));
  return { top: Math.floor((input.height - height) / 2), left: Math.floor((input.width - width) / 2), height, width };
}
