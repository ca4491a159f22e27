// The page: classifies an image that is dropped, pasted, chosen or taken by the camera.
import { type Classifier, openClassifier } from 'toonvision/page';

function find<Kind extends Element>(selector: string, kind: new () => Kind): Kind {
  const element = document.querySelector(selector);
  if (!(element instanceof kind)) throw new Error(`${selector} not found in index.html`);
  return element;
}
const about = find('#about', HTMLElement);
const canvas = find('#image', HTMLCanvasElement);
const file = find('#file', HTMLInputElement);
const video = find('#video', HTMLVideoElement);
const guesses = find('#guesses', HTMLElement);

const showError = (error: unknown): void => {
  about.textContent = error instanceof Error ? error.message : String(error);
};

/** Draws the image and lists the classes with their probabilities. */
function classify(classifier: Classifier, source: CanvasImageSource, width: number, height: number): void {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('this browser cannot draw on a canvas');
  Object.assign(canvas, { width, height, hidden: false });
  context.drawImage(source, 0, 0);
  const predictions = classifier.classify(context.getImageData(0, 0, width, height));
  guesses.replaceChildren(
    ...predictions.map(({ class: label, name, probability }) => {
      const [row, title, bar, percent] = ['li', 'span', 'progress', 'span'].map((tag) => document.createElement(tag));
      if (!(row && title && percent && bar instanceof HTMLProgressElement))
        throw new Error('a row could not be created');
      row.dataset.class = label;
      row.dataset.probability = String(probability);
      title.textContent = name;
      bar.value = probability;
      bar.setAttribute('aria-label', name);
      percent.textContent = `${(probability * 100).toFixed(1)}%`;
      row.append(title, bar, percent);
      return row;
    }),
  );
}

async function classifyFile(classifier: Classifier, image: Blob): Promise<void> {
  const bitmap = await createImageBitmap(image).catch(() => {
    throw new Error('Not an image this browser can read; choose a PNG or JPEG.');
  });
  classify(classifier, bitmap, bitmap.width, bitmap.height);
  bitmap.close();
}

/** Classifies the camera image until the user clicks on it. */
async function useCamera(classifier: Classifier): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  video.srcObject = stream;
  await video.play();
  const next = (): void => {
    if (!stream.active) return;
    classify(classifier, video, video.videoWidth, video.videoHeight);
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
  about.textContent = `${run} classifies ${classes.map((label) => classNames[label] ?? label).join(', ')}.`;
  const take = (image: Blob | null | undefined): void => {
    if (image) void classifyFile(classifier, image).catch(showError);
  };
  file.addEventListener('change', () => take(file.files?.[0]));
  addEventListener('paste', (event) => take(event.clipboardData?.files[0]));
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => {
    event.preventDefault();
    take(event.dataTransfer?.files[0]);
  });
  find('#camera', HTMLElement).addEventListener('click', () => void useCamera(classifier).catch(showError));
}

start().catch(showError);
