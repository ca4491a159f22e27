// Types of settings, derived from their records.
import type { Augmentation, AugmentationSettings } from './augmentation.ts';
import type { NarrowedRanges, PointValues } from './points.ts';
import type { Settings } from './setting.ts';

type PlainValue<S> = S extends { type: 'integer' | 'number' }
  ? number
  : S extends { type: 'boolean' }
    ? boolean
    : S extends { type: 'text' }
      ? string
      : S extends { type: 'choice'; values: readonly (infer Name)[] }
        ? Name
        : never;

type NameOf<S> = S extends { values: readonly (infer Name)[] } ? Name : never;

/** A name with options, as given. */
export type NamedValue<S> = S extends { values: readonly (infer Name)[]; options: infer Options }
  ? { -readonly [Key in 'name' | keyof Options]?: Key extends keyof Options ? PlainValue<Options[Key]> : Name }
  : never;

/** A setting as given by a user or a program. */
type GivenValue<S> = S extends { type: 'named' }
  ? NameOf<S> | NamedValue<S>
  : S extends { type: 'augmentation' }
    ? AugmentationSettings
    : S extends { type: 'choices' }
      ? readonly NameOf<S>[]
      : S extends { type: 'points' }
        ? readonly PointValues[]
        : S extends { type: 'ranges' }
          ? NarrowedRanges
          : PlainValue<S>;

/** A validated setting: names with options are objects, `true` of an augmentation is its preset. */
export type ParsedValue<S> = S extends { type: 'named' }
  ? NamedValue<S>
  : S extends { type: 'augmentation' }
    ? Augmentation
    : S extends { type: 'choices' }
      ? readonly NameOf<S>[]
      : S extends { type: 'points' }
        ? readonly PointValues[]
        : S extends { type: 'ranges' }
          ? NarrowedRanges
          : PlainValue<S>;

/** A setting in a flag or request: named settings by name, augmentation and ranges as text. */
type RequestValue<S> = S extends { type: 'named' }
  ? NameOf<S>
  : S extends { type: 'augmentation' | 'ranges' }
    ? string
    : S extends { type: 'points' }
      ? string[]
      : S extends { type: 'choices' }
        ? NameOf<S>[]
        : PlainValue<S>;

export type GivenSettings<R extends Settings> = { -readonly [Name in keyof R]?: GivenValue<R[Name]> };
export type ParsedSettings<R extends Settings> = { -readonly [Name in keyof R]?: ParsedValue<R[Name]> };
export type RequestSettings<R extends Settings> = { -readonly [Name in keyof R]?: RequestValue<R[Name]> };

type Resolved<S> = S extends { type: 'named' }
  ? NamedValue<S> & { name: NameOf<S> }
  : S extends { default: unknown }
    ? ParsedValue<S>
    : ParsedValue<S> | undefined;

/** Settings with their defaults filled in. */
export type ResolvedSettings<R extends Settings> = { -readonly [Name in keyof R]: Resolved<R[Name]> };
