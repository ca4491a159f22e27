// Collects dropped or chosen images; the class of an image is the name of its folder.
import type { ImageFile } from './messages.ts';

/** A folder with more files is refused. */
const MAX_FILES = 100_000;

export interface GivenFiles {
  images: ImageFile[];
  /** Number of other files, such as annotations. */
  others: number;
  /** Images outside any folder. */
  unlabeled: string[];
}

const isImage = ({ name, type }: File): boolean =>
  type.startsWith('image/') || /\.(?:png|jpe?g|webp|gif|bmp|avif|tiff?)$/i.test(name);
/** `.DS_Store` and the like. */
const isHidden = (name: string): boolean => name.startsWith('.') || name === 'Thumbs.db';

function sortFiles(files: readonly { path: string; file: File }[]): GivenFiles {
  const given: GivenFiles = { images: [], others: 0, unlabeled: [] };
  // Sorted, so that the same folder gives the same training.
  for (const { path, file } of [...files].sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)))) {
    const folders = path.split('/').slice(0, -1);
    const folder = folders.at(-1);
    if (isHidden(file.name)) continue;
    if (!isImage(file)) given.others += 1;
    else if (folder === undefined) given.unlabeled.push(path);
    else given.images.push({ path, class: folder, file });
  }
  return given;
}

/** Files of an `<input type="file" webkitdirectory>`. */
export function chosenFiles(files: Iterable<File>): GivenFiles {
  return sortFiles([...files].map((file) => ({ path: file.webkitRelativePath || file.name, file })));
}

const readFile = (entry: FileSystemFileEntry) =>
  new Promise<File>((resolve, reject) => {
    entry.file(resolve, reject);
  });
const readSome = (reader: FileSystemDirectoryReader) =>
  new Promise<FileSystemEntry[]>((resolve, reject) => {
    reader.readEntries(resolve, reject);
  });

/**
 * Dropped files, and folders with everything below them.
 *
 * @throws Error for a user if there are too many files
 */
export async function droppedFiles(items: Iterable<DataTransferItem>): Promise<GivenFiles> {
  // The items are no longer accessible after the first await.
  const waiting = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const files: { path: string; file: File }[] = [];
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    const path = entry.fullPath.replace(/^\//, '');
    if (entry.isFile) files.push({ path, file: await readFile(entry as FileSystemFileEntry) });
    if (files.length > MAX_FILES) throw new Error(`More than ${MAX_FILES} files; choose a smaller folder.`);
    if (!entry.isDirectory) continue;
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    // The reader returns at most a hundred entries at a time.
    for (let some = await readSome(reader); some.length > 0; some = await readSome(reader)) waiting.push(...some);
  }
  return sortFiles(files);
}
