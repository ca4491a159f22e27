// The page: takes a folder, hands it to the trainer, and shows what the trainer says.
import type { EpochRecord } from '@toonvision/nn';
import { drawCurves } from './curves.ts';
import type { Fault, FromTrainer, Opened, Prepared, Progress, Settings, ToTrainer, Trained } from './messages.ts';
import { chosenFiles, droppedFiles, type Given } from './pictureFiles.ts';
import { fillConfusion, fillGuesses } from './results.ts';

function part<Kind extends Element>(selector: string, kind: new () => Kind): Kind {
  const found = document.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`index.html has no ${selector}`);
  return found;
}
const folder = part('#folder', HTMLInputElement);
const drop = part('#drop', HTMLElement);
const status = part('#status', HTMLElement);
const form = part('#settings', HTMLFormElement);
const trainButton = part('#train', HTMLButtonElement);
const stopButton = part('#stop', HTMLButtonElement);
const sections = {
  given: part('#given', HTMLElement),
  training: part('#training', HTMLElement),
  result: part('#result', HTMLElement),
};
const tryInput = part('#try', HTMLInputElement);
const tried = part('#tried', HTMLImageElement);

/** Faults that are named; there can be thousands. */
const SHOWN = 50;

const trainer = new Worker(new URL('./trainer.ts', import.meta.url), { type: 'module' });
const ask = (message: ToTrainer): void => trainer.postMessage(message);

let given: Given | undefined;
let epochs: EpochRecord[] = [];

const many = (count: number, one: string): string => `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;

function tell(text: string, isFault = false): void {
  status.textContent = text;
  status.classList.toggle('fault', isFault);
}
const fail = (error: unknown): void => {
  tell(error instanceof Error ? error.message : String(error), true);
  setBusy(false);
};

/** While pictures are read or trained on, nothing else is begun. */
function setBusy(isBusy: boolean, canStop = isBusy): void {
  folder.disabled = isBusy;
  trainButton.disabled = isBusy;
  tryInput.disabled = isBusy;
  stopButton.disabled = !canStop;
}

function take(files: Given): void {
  given = files;
  for (const section of Object.values(sections)) section.hidden = true;
  setBusy(true, false);
  tell('Looking at the pictures …');
  ask({ kind: 'open', pictures: files.pictures });
}

function showFaults(faults: readonly Fault[]): void {
  const place = part('#faults', HTMLElement);
  const unplaced = (given?.loose ?? []).map((path) => ({ path, message: 'it lies in no folder, so it has no class' }));
  const all = [...unplaced, ...faults];
  place.hidden = all.length === 0;
  part('#faults summary', HTMLElement).textContent = `${many(all.length, 'picture')} left out`;
  const lines = all.slice(0, SHOWN).map(({ path, message }) => `${path}: ${message}`);
  if (all.length > SHOWN) lines.push(`and ${many(all.length - SHOWN, 'other')}`);
  part('#faults ul', HTMLElement).replaceChildren(...lines.map(item));
}

function item(text: string): HTMLLIElement {
  const made = document.createElement('li');
  made.textContent = text;
  return made;
}

function field(name: keyof Settings): HTMLInputElement {
  return part(`#settings [name="${name}"]`, HTMLInputElement);
}

function opened({ classes, input }: Opened): void {
  part('#classes', HTMLElement).replaceChildren(...classes.map(({ name, count }) => item(`${name}: ${count}`)));
  field('height').valueAsNumber = input.height;
  field('width').valueAsNumber = input.width;
  sections.given.hidden = false;
  showFaults([]);
  setBusy(false);
  const all = classes.reduce((sum, { count }) => sum + count, 0);
  const others = given?.others ?? 0;
  const apart = others === 0 ? '' : ` Left out, as no pictures: ${many(others, 'file')}.`;
  tell(`${many(all, 'picture')} in ${classes.length} classes.${apart}`);
}

function begin(): void {
  const read = (name: keyof Settings) => field(name).valueAsNumber;
  epochs = [];
  sections.result.hidden = true;
  setBusy(true);
  tell('Reading the pictures …');
  ask({
    kind: 'train',
    settings: {
      ...{ height: read('height'), width: read('width'), epochs: read('epochs') },
      ...{ patience: read('patience'), batchSize: read('batchSize'), seed: read('seed') },
    },
  });
}

function prepared({ train, val, left, alike, faults, threads, parameters }: Prepared): void {
  showFaults(faults);
  sections.training.hidden = false;
  part('#done', HTMLProgressElement).value = 0;
  for (const name of ['loss', 'accuracy']) part(`#${name}`, SVGSVGElement).replaceChildren();
  const parts = [
    `Training on ${many(train, 'picture')}, checking on ${val}: ${parameters.toLocaleString('en')} parameters, ${many(threads, 'thread')}.`,
    ...(alike === 0 ? [] : [`${many(alike, 'picture')} that look like another stay on its side.`]),
    ...(left === 0
      ? []
      : [
          `${many(left, 'picture')} do not fit into memory at this size, of every class the same share; a smaller size takes more.`,
        ]),
  ];
  tell(parts.join(' '));
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 100 ? `${whole} s` : `${Math.round(seconds / 60)} min`;
}

function progressed({ epoch, epochs: all, done, imagesPerSecond, secondsLeft }: Progress): void {
  part('#done', HTMLProgressElement).value = (epoch - 1 + done) / all;
  const pace = `epoch ${epoch} of ${all} · ${Math.round(imagesPerSecond)} pictures/s · at most ${duration(secondsLeft)} left`;
  part('#pace', HTMLElement).textContent = pace;
}

function addEpoch(record: EpochRecord): void {
  epochs.push(record);
  const values = (name: string) => epochs.map((one) => one[name] ?? Number.NaN);
  const pair = (name: string, held: string) => [
    { name: 'training', class: 'train', values: values(name) },
    { name: 'validation', class: 'val', values: values(held) },
  ];
  drawCurves(part('#loss', SVGSVGElement), 'loss', pair('loss', 'valLoss'));
  drawCurves(part('#accuracy', SVGSVGElement), 'accuracy', pair('accuracy', 'valAccuracy'), { most: 1 });
}

function trained({ labels, epochs: ran, bestEpoch, stop, confusion, files }: Trained): void {
  setBusy(false);
  part('#done', HTMLProgressElement).value = 1;
  part('#pace', HTMLElement).textContent = `${many(ran, 'epoch')}: ${stop}.`;
  const all = confusion.flat().reduce((sum, count) => sum + count, 0);
  const right = confusion.reduce((sum, row, at) => sum + (row[at] ?? 0), 0);
  const share = ((right / all) * 100).toFixed(1);
  part('#verdict', HTMLElement).textContent =
    `${all - right} of ${all} validation pictures wrong: accuracy ${share}%, with the weights of epoch ${bestEpoch}. ` +
    'That epoch was chosen by these pictures, so new ones will do a little worse.';
  fillConfusion(part('#confusion table', HTMLTableElement), labels.classes, confusion);
  part('#guesses', HTMLElement).replaceChildren();
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
  part('#files', HTMLElement).replaceChildren(...links);
  sections.result.hidden = false;
  tell('Trained.');
}

function tryPicture(picture: File | undefined): void {
  if (picture === undefined) return;
  URL.revokeObjectURL(tried.src);
  tried.src = URL.createObjectURL(picture);
  // What is no picture is told of by the trainer; a broken frame says nothing.
  tried.hidden = true;
  tried.onload = () => {
    tried.hidden = false;
  };
  part('#guesses', HTMLElement).replaceChildren();
  tell(`Looking at ${picture.name} …`);
  ask({ kind: 'classify', picture });
}

function hear(message: FromTrainer): void {
  switch (message.kind) {
    case 'opened':
      opened(message);
      return;
    case 'preparing':
      tell(`Reading the pictures: ${message.done} of ${message.of} …`);
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
    case 'guessed': {
      fillGuesses(part('#guesses', HTMLElement), message.guesses);
      tell(`It is taken for ${message.guesses[0]?.name}.`);
      return;
    }
    case 'failed':
      fail(message.message);
      return;
  }
}

trainer.addEventListener('message', ({ data }: MessageEvent<FromTrainer>) => hear(data));
trainer.addEventListener('error', ({ message }) =>
  fail(message || 'The trainer cannot be started; are all files served, scripts as JavaScript?'),
);
folder.addEventListener('change', () => {
  if (folder.files !== null && folder.files.length > 0) take(chosenFiles(folder.files));
  // So that the same folder can be chosen again after it has changed.
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
  const isFolder = items.some((one) => one.webkitGetAsEntry()?.isDirectory === true);
  // A single picture is one to try, where there is a model.
  if (!isFolder && !sections.result.hidden) tryPicture(file);
  else droppedFiles(items).then(take, fail);
});
tryInput.addEventListener('change', () => tryPicture(tryInput.files?.[0]));
form.addEventListener('submit', (event) => {
  event.preventDefault();
  begin();
});
stopButton.addEventListener('click', () => {
  stopButton.disabled = true;
  ask({ kind: 'stop' });
});
