// The page: takes a folder, passes it to the training worker, and shows its messages.
import type { EpochRecord } from '@toonvision/nn';
import { drawCurves } from './curves.ts';
import { chosenFiles, droppedFiles, type GivenFiles } from './imageFiles.ts';
import type { FromTrainer, Opened, Prepared, Problem, Progress, Settings, ToTrainer, Trained } from './messages.ts';
import { fillConfusion, fillGuesses } from './results.ts';

function find<Kind extends Element>(selector: string, kind: new () => Kind): Kind {
  const element = document.querySelector(selector);
  if (!(element instanceof kind)) throw new Error(`${selector} not found in index.html`);
  return element;
}
const folder = find('#folder', HTMLInputElement);
const drop = find('#drop', HTMLElement);
const status = find('#status', HTMLElement);
const form = find('#settings', HTMLFormElement);
const trainButton = find('#train', HTMLButtonElement);
const stopButton = find('#stop', HTMLButtonElement);
const sections = {
  given: find('#given', HTMLElement),
  training: find('#training', HTMLElement),
  result: find('#result', HTMLElement),
};
const tryInput = find('#try', HTMLInputElement);
const tried = find('#tried', HTMLImageElement);

/** Maximum number of problems listed; there can be thousands. */
const MAX_PROBLEMS = 50;

const trainer = new Worker(new URL('./trainer.ts', import.meta.url), { type: 'module' });
const send = (message: ToTrainer): void => trainer.postMessage(message);

let given: GivenFiles | undefined;
let epochs: EpochRecord[] = [];

const plural = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

function showStatus(text: string, isError = false): void {
  status.textContent = text;
  status.classList.toggle('error', isError);
}
const fail = (error: unknown): void => {
  showStatus(error instanceof Error ? error.message : String(error), true);
  setBusy(false);
};

/** Nothing else can be started while images are read or a model trains. */
function setBusy(isBusy: boolean, canStop = isBusy): void {
  folder.disabled = isBusy;
  trainButton.disabled = isBusy;
  tryInput.disabled = isBusy;
  stopButton.disabled = !canStop;
}

function openFiles(files: GivenFiles): void {
  given = files;
  for (const section of Object.values(sections)) section.hidden = true;
  setBusy(true, false);
  showStatus('Looking at the images …');
  send({ kind: 'open', images: files.images });
}

function showProblems(problems: readonly Problem[]): void {
  const list = find('#problems', HTMLElement);
  const unlabeled = (given?.unlabeled ?? []).map((path) => ({ path, message: 'not in a folder, so it has no class' }));
  const all = [...unlabeled, ...problems];
  list.hidden = all.length === 0;
  find('#problems summary', HTMLElement).textContent = `${plural(all.length, 'image')} skipped`;
  const lines = all.slice(0, MAX_PROBLEMS).map(({ path, message }) => `${path}: ${message}`);
  if (all.length > MAX_PROBLEMS) lines.push(`and ${plural(all.length - MAX_PROBLEMS, 'more image')}`);
  find('#problems ul', HTMLElement).replaceChildren(...lines.map(item));
}

function item(text: string): HTMLLIElement {
  const element = document.createElement('li');
  element.textContent = text;
  return element;
}

function field(name: keyof Settings): HTMLInputElement {
  return find(`#settings [name="${name}"]`, HTMLInputElement);
}

function opened({ classes, input }: Opened): void {
  find('#classes', HTMLElement).replaceChildren(...classes.map(({ name, count }) => item(`${name}: ${count}`)));
  field('height').valueAsNumber = input.height;
  field('width').valueAsNumber = input.width;
  sections.given.hidden = false;
  showProblems([]);
  setBusy(false);
  const all = classes.reduce((sum, { count }) => sum + count, 0);
  const others = given?.others ?? 0;
  const skipped = others === 0 ? '' : ` Skipped ${plural(others, 'other file')}.`;
  showStatus(`${plural(all, 'image')} in ${classes.length} classes.${skipped}`);
}

function startTraining(): void {
  const read = (name: keyof Settings) => field(name).valueAsNumber;
  epochs = [];
  sections.result.hidden = true;
  setBusy(true);
  showStatus('Reading the images …');
  send({
    kind: 'train',
    settings: {
      ...{ height: read('height'), width: read('width'), epochs: read('epochs') },
      ...{ patience: read('patience'), batchSize: read('batchSize'), seed: read('seed') },
    },
  });
}

function prepared({ train, val, skipped, nearDuplicates, problems, threads, parameters }: Prepared): void {
  showProblems(problems);
  sections.training.hidden = false;
  find('#done', HTMLProgressElement).value = 0;
  for (const name of ['loss', 'accuracy']) find(`#${name}`, SVGSVGElement).replaceChildren();
  const parts = [
    `Training on ${plural(train, 'image')}, validating on ${val}: ${parameters.toLocaleString('en')} parameters, ${plural(threads, 'thread')}.`,
    ...(nearDuplicates === 0
      ? []
      : [`${plural(nearDuplicates, 'near duplicate')} kept in one split with the original.`]),
    ...(skipped === 0
      ? []
      : [
          `${plural(skipped, 'image')} skipped, the same fraction of every class: not enough memory at this size. Choose a smaller one to use more.`,
        ]),
  ];
  showStatus(parts.join(' '));
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 100 ? `${whole} s` : `${Math.round(seconds / 60)} min`;
}

function progressed({ epoch, epochs: all, done, imagesPerSecond, secondsLeft }: Progress): void {
  find('#done', HTMLProgressElement).value = (epoch - 1 + done) / all;
  const pace = `epoch ${epoch} of ${all} · ${Math.round(imagesPerSecond)} images/s · at most ${duration(secondsLeft)} left`;
  find('#pace', HTMLElement).textContent = pace;
}

function addEpoch(record: EpochRecord): void {
  epochs.push(record);
  const values = (name: string) => epochs.map((epoch) => epoch[name] ?? Number.NaN);
  const pair = (name: string, validation: string) => [
    { name: 'training', class: 'train', values: values(name) },
    { name: 'validation', class: 'val', values: values(validation) },
  ];
  drawCurves(find('#loss', SVGSVGElement), 'loss', pair('loss', 'valLoss'));
  drawCurves(find('#accuracy', SVGSVGElement), 'accuracy', pair('accuracy', 'valAccuracy'), { max: 1 });
}

function trained({ labels, epochs: ran, bestEpoch, stop, confusion, files }: Trained): void {
  setBusy(false);
  find('#done', HTMLProgressElement).value = 1;
  find('#pace', HTMLElement).textContent = `${plural(ran, 'epoch')}: ${stop}.`;
  const all = confusion.flat().reduce((sum, count) => sum + count, 0);
  const correct = confusion.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
  const accuracy = ((correct / all) * 100).toFixed(1);
  find('#verdict', HTMLElement).textContent =
    `${all - correct} of ${all} validation images wrong: accuracy ${accuracy}%, with the weights of epoch ${bestEpoch}. ` +
    'The epoch was chosen on these images, so expect slightly lower accuracy on new ones.';
  fillConfusion(find('#confusion table', HTMLTableElement), labels.classes, confusion);
  find('#guesses', HTMLElement).replaceChildren();
  tried.hidden = true;
  for (const old of document.querySelectorAll<HTMLAnchorElement>('#files a')) URL.revokeObjectURL(old.href);
  const links = files.map(({ name, type, content }) => {
    const [row, link] = [document.createElement('li'), document.createElement('a')];
    link.download = name;
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.textContent = `${name} (${(content.length / 1000).toFixed(1)} kB)`;
    row.append(link);
    return row;
  });
  find('#files', HTMLElement).replaceChildren(...links);
  sections.result.hidden = false;
  showStatus('Trained.');
}

function classifyFile(image: File | undefined): void {
  if (image === undefined) return;
  URL.revokeObjectURL(tried.src);
  tried.src = URL.createObjectURL(image);
  // The worker reports files that are not images; a broken frame would not explain them.
  tried.hidden = true;
  tried.onload = () => {
    tried.hidden = false;
  };
  find('#guesses', HTMLElement).replaceChildren();
  showStatus(`Classifying ${image.name} …`);
  send({ kind: 'classify', image });
}

function handle(message: FromTrainer): void {
  switch (message.kind) {
    case 'opened':
      opened(message);
      return;
    case 'preparing':
      showStatus(`Reading the images: ${message.done} of ${message.total} …`);
      return;
    case 'prepared':
      prepared(message);
      return;
    case 'progress':
      progressed(message);
      return;
    case 'epoch':
      addEpoch(message.record);
      return;
    case 'trained':
      trained(message);
      return;
    case 'classified': {
      fillGuesses(find('#guesses', HTMLElement), message.guesses);
      showStatus(`Predicted: ${message.guesses[0]?.name}.`);
      return;
    }
    case 'failed':
      fail(message.message);
      return;
  }
}

trainer.addEventListener('message', ({ data }: MessageEvent<FromTrainer>) => handle(data));
trainer.addEventListener('error', ({ message }) =>
  fail(
    message || 'The training worker did not start; check that the server serves all files, and scripts as JavaScript.',
  ),
);
folder.addEventListener('change', () => {
  if (folder.files !== null && folder.files.length > 0) openFiles(chosenFiles(folder.files));
  // Lets the user choose the same folder again after it has changed.
  folder.value = '';
});
addEventListener('dragover', (event) => {
  event.preventDefault();
  drop.classList.add('over');
});
addEventListener('dragleave', () => drop.classList.remove('over'));
addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  const items = [...(event.dataTransfer?.items ?? [])];
  if (folder.disabled || items.length === 0) return;
  const [file] = event.dataTransfer?.files ?? [];
  const isFolder = items.some((item) => item.webkitGetAsEntry()?.isDirectory === true);
  // With a trained model, a single dropped image is classified.
  if (!isFolder && !sections.result.hidden) classifyFile(file);
  else droppedFiles(items).then(openFiles, fail);
});
tryInput.addEventListener('change', () => classifyFile(tryInput.files?.[0]));
form.addEventListener('submit', (event) => {
  event.preventDefault();
  startTraining();
});
stopButton.addEventListener('click', () => {
  stopButton.disabled = true;
  send({ kind: 'stop' });
});
