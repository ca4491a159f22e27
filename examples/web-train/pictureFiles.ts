// What a visitor gives, dropped or chosen: pictures, each with the folder it lies in as its class.
import type { PictureFile } from './messages.ts';

/** More files than that are no folder of pictures. */
const MOST_FILES = 100_000;

export interface Given {
  pictures: PictureFile[];
  /** Files that are no pictures by their names, such as annotations. */
  others: number;
  /** Pictures that lie in no folder. */
  loose: string[];
}

const isPicture = ({ name, type }: File): boolean =>
  type.startsWith('image/') || /\.(?:png|jpe?g|webp|gif|bmp|avif|tiff?)$/i.test(name);
/** `.DS_Store` and its like. */
const isHidden = (name: string): boolean => name.startsWith('.') || name === 'Thumbs.db';

function sorted(files: readonly { path: string; file: File }[]): Given {
  const given: Given = { pictures: [], others: 0, loose: [] };
  // Whatever order they come in, the same folder gives the same training.
  for (const { path, file } of [...files].sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)))) {
    const folders = path.split('/').slice(0, -1);
    const one = folders.at(-1);
    if (isHidden(file.name)) continue;
    if (!isPicture(file)) given.others += 1;
    else if (one === undefined) given.loose.push(path);
    else given.pictures.push({ path, class: one, file });
  }
  return given;
}

/** What `<input type="file" webkitdirectory>` gives. */
export function chosenFiles(files: Iterable<File>): Given {
  return sorted([...files].map((file) => ({ path: file.webkitRelativePath || file.name, file })));
}

const fileOf = (entry: FileSystemFileEntry) =>
  new Promise<File>((resolve, reject) => {
    entry.file(resolve, reject);
  });
const someOf = (reader: FileSystemDirectoryReader) =>
  new Promise<FileSystemEntry[]>((resolve, reject) => {
    reader.readEntries(resolve, reject);
  });

/**
 * What is dropped: folders with all below them, or files.
 *
 * @throws Error in words where there are too many files
 */
export async function droppedFiles(items: Iterable<DataTransferItem>): Promise<Given> {
  // The items are gone after the first wait.
  const waiting = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const files: { path: string; file: File }[] = [];
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    const path = entry.fullPath.replace(/^\//, '');
    if (entry.isFile) files.push({ path, file: await fileOf(entry as FileSystemFileEntry) });
    if (files.length > MOST_FILES)
      throw new Error(`There are more than ${MOST_FILES} files in it; give a smaller folder.`);
    if (!entry.isDirectory) continue;
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    // It gives a hundred at a time.
    for (let some = await someOf(reader); some.length > 0; some = await someOf(reader)) waiting.push(...some);
  }
  return sorted(files);
}
