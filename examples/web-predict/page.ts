// The page: a picture that is dropped, pasted, chosen or seen by the camera, and what the model says of it.
import { type Classifier, openClassifier } from 'toonvision/page';

function part<Kind extends Element>(selector: string, kind: new () => Kind): Kind {
  const found = document.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`index.html has no ${selector}`);
  return found;
}
const about = part('#about', HTMLElement);
const canvas = part('#picture', HTMLCanvasElement);
const file = part('#file', HTMLInputElement);
const video = part('#video', HTMLVideoElement);
const guesses = part('#guesses', HTMLElement);

const tell = (error: unknown): void => {
  about.textContent = error instanceof Error ? error.message : String(error);
};

/** Draws what is to be looked at, and writes the classes with their probabilities. */
function look(classifier: Classifier, source: CanvasImageSource, width: number, height: number): void {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('this browser draws nothing');
  Object.assign(canvas, { width, height, hidden: false });
  context.drawImage(source, 0, 0);
  const found = classifier.classify(context.getImageData(0, 0, width, height));
  guesses.replaceChildren(
    ...found.map(({ class: one, name, probability }) => {
      const [row, says, bar, share] = ['li', 'span', 'progress', 'span'].map((tag) => document.createElement(tag));
      if (!(row && says && share && bar instanceof HTMLProgressElement)) throw new Error('no row');
      row.dataset.class = one;
      row.dataset.probability = String(probability);
      says.textContent = name;
      bar.value = probability;
      bar.setAttribute('aria-label', name);
      share.textContent = `${(probability * 100).toFixed(1)}%`;
      row.append(says, bar, share);
      return row;
    }),
  );
}

async function lookAt(classifier: Classifier, picture: Blob): Promise<void> {
  const bitmap = await createImageBitmap(picture).catch(() => {
    throw new Error('This is no picture that the browser can read.');
  });
  look(classifier, bitmap, bitmap.width, bitmap.height);
  bitmap.close();
}

/** Looks through the camera until its picture is clicked away. */
async function useCamera(classifier: Classifier): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  video.srcObject = stream;
  await video.play();
  const next = (): void => {
    if (!stream.active) return;
    look(classifier, video, video.videoWidth, video.videoHeight);
    requestAnimationFrame(next);
  };
  next();
  const stop = (): void => {
    for (const track of stream.getTracks()) track.stop();
  };
  canvas.addEventListener('click', stop, { once: true });
}

async function start(): Promise<void> {
  const classifier = await openClassifier('./');
  const { classes, classNames, run } = classifier.labels;
  about.textContent = `${run} tells apart ${classes.map((one) => classNames[one] ?? one).join(', ')}.`;
  const take = (picture: Blob | null | undefined): void => {
    if (picture) void lookAt(classifier, picture).catch(tell);
  };
  file.addEventListener('change', () => take(file.files?.[0]));
  addEventListener('paste', (event) => take(event.clipboardData?.files[0]));
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => {
    event.preventDefault();
    take(event.dataTransfer?.files[0]);
  });
  part('#camera', HTMLElement).addEventListener('click', () => void useCamera(classifier).catch(tell));
}

start().catch(tell);
