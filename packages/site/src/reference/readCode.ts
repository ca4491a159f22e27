// Reads the packages' exports, doc comments and types from the sources with TypeDoc.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, Converter, type DeclarationReflection, LogLevel, ReflectionKind, type SomeType } from 'typedoc';
import { TypeText } from './typeText.ts';

/** The folder of the workspace. */
export const ROOT: string = fileURLToPath(new URL('../../../..', import.meta.url));

/** The documented code. */
export interface Code {
  /** Exports of `@toonvision/nn`. */
  nn: DeclarationReflection[];
  /** Exports of `toonvision`. */
  toonvision: DeclarationReflection[];
  /** Exports of `toonvision/page`. */
  page: DeclarationReflection[];
  /** Exports of the layers' files: their options. */
  layers: DeclarationReflection[];
  /** Formats types. */
  types: TypeText;
  /** The fields of types derived from a schema. */
  schemaTypes: ReadonlyMap<string, SomeType>;
  /** TypeDoc's warnings: an unknown parameter in a comment, a broken link. */
  warnings: string[];
}

const ENTRY_POINTS = [
  'packages/nn/src/index.ts',
  'packages/toonvision/src/index.ts',
  'packages/toonvision/src/page/index.ts',
];

/** Each layer's file exports its options. */
const LAYERS = 'packages/nn/src/layers';

/**
 * Reads the packages' public exports. Takes some seconds, since it resolves all types.
 *
 * @throws Error where TypeDoc cannot read the sources
 */
export async function readCode(): Promise<Code> {
  const layerFiles = (await readdir(join(ROOT, LAYERS)))
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => `${LAYERS}/${file}`);
  const app = await Application.bootstrap({
    entryPoints: [...ENTRY_POINTS, ...layerFiles].map((entryPoint) => join(ROOT, entryPoint)),
    basePath: ROOT,
    displayBasePath: ROOT,
    tsconfig: join(ROOT, 'packages/site/tsconfig.json'),
    readme: 'none',
    // The types are checked by tsc; here they are only read.
    skipErrorChecking: true,
    excludePrivate: true,
    disableGit: true,
    sourceLinkTemplate: '{path}',
    sort: ['source-order'],
    validation: { notExported: false, invalidPath: true, invalidLink: true },
  });
  const warnings: string[] = [];
  app.logger = Object.assign(Object.create(app.logger), {
    log: (message: string, level: LogLevel) => {
      if (level >= LogLevel.Warn) warnings.push(message);
    },
  });
  const schemaTypes = new Map<string, SomeType>();
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (reflection.kind !== ReflectionKind.TypeAlias) return;
    const symbol = context.getSymbolFromReflection(reflection);
    if (symbol === undefined || !/= z\.output</.test(symbol.declarations?.[0]?.getText() ?? '')) return;
    const type = context.checker.getDeclaredTypeOfSymbol(symbol);
    schemaTypes.set(reflection.name, app.converter.convertType(context.withScope(reflection), type));
  });
  const project = await app.convert();
  if (project === undefined) throw new Error(`TypeDoc cannot read the sources: ${warnings.join('\n')}`);
  app.validate(project);
  const modules = project.getChildrenByKind(ReflectionKind.Module);
  const exportsOf = (entryPoint: string): DeclarationReflection[] => {
    const module = modules.find(({ sources }) => sources?.[0]?.fileName === entryPoint);
    // An export of two entry points is documented at one of them.
    return (module?.children ?? []).map((child) => {
      const target = child.isReference() ? child.getTargetReflectionDeep() : child;
      return target.isDeclaration() ? target : child;
    });
  };
  const types = new TypeText();
  // The smallest first: larger types contain them.
  const bySize = [...schemaTypes].toSorted(([, a], [, b]) => types.of(a).length - types.of(b).length);
  for (const [name, type] of bySize) types.name(name, type);
  const [nn = [], toonvision = [], page = []] = ENTRY_POINTS.map(exportsOf);
  const layers = layerFiles.flatMap(exportsOf);
  return { nn, toonvision, page, layers, types, schemaTypes, warnings };
}

/** The source file of an export, relative to the workspace. */
export function fileOf(entry: DeclarationReflection): string {
  return entry.sources?.[0]?.fileName ?? '';
}

/** The module of an export, a folder of its package: `evaluation`; empty for files directly in src/. */
export function moduleOf(entry: DeclarationReflection): string {
  return /\/src\/([^/]+)\//.exec(fileOf(entry))?.[1] ?? '';
}

/** The purpose of a module: the leading comment of its index.ts. */
export async function purposeOf(folder: string): Promise<string> {
  const text = await readFile(join(ROOT, folder, 'index.ts'), 'utf8');
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^\/\/ ?/, ''))
    .join(' ');
}
