// Where an image lies in the input of a model.

/** The part of the model's input that the image covers, in pixels: all of it, or without the letterbox bars. */
export interface InputArea {
  top: number;
  left: number;
  height: number;
  width: number;
}

/** The part of the input that an image of `width` x `height` covers, computed as in `resample`. */
export function inputArea(
  image: { width: number; height: number },
  input: { width: number; height: number; fit: 'stretch' | 'letterbox' },
): InputArea {
  if (input.fit === 'stretch') return { top: 0, left: 0, height: input.height, width: input.width };
  const shrink = Math.min(input.width / image.width, input.height / image.height);
  const width = Math.min(input.width, Math.max(1, Math.round(image.width * shrink)));
  const height = Math.min(input.height, Math.max(1, Math.round(image.height * shrink)));
  return { top: Math.floor((input.height - height) / 2), left: Math.floor((input.width - width) / 2), height, width };
}
