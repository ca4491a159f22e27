// The tile of a sample: its crop, entity or class, and where it belongs or how it was predicted.
import type { ComponentChildren } from 'preact';
import type { SampleRow } from '../api.ts';
import { formatPercent } from '../format.ts';
import { classColor, className, project } from './classColors.ts';
import { ImageTile } from './imageTile.tsx';

/** @param note default the prediction, or street and split */
export function SampleTile({ row, address, note }: { row: SampleRow; address: string; note?: string }) {
  const { id, label, parts, thumbnail, excluded, relabeled } = row;
  const name = parts[project.value?.target ?? ''];
  return (
    <ImageTile
      address={address}
      thumbnail={thumbnail}
      title={`${id}\n${label}${excluded ? ' – excluded' : ''}${relabeled ? ' – relabeled' : ''}`}
      isExcluded={excluded}
      name={
        <>
          {name !== undefined && <span class="dot" style={{ background: classColor(name) }} />}
          {parts.entity ?? className(name ?? label)}
          {relabeled && ' ✎'}
          {excluded && <span class="hidden"> (excluded)</span>}
        </>
      }
      note={note ?? noteOf(row)}
    />
  );
}

function noteOf({ street, split, prediction }: SampleRow): ComponentChildren {
  if (prediction === undefined) return [street, split].filter(Boolean).join(' · ');
  const { true: truth, predicted, confidence } = prediction;
  return (
    <span class={truth === predicted ? 'good' : 'bad'}>
      {truth === predicted ? '✓' : '✗'} {className(predicted)} {formatPercent(confidence, 0)}
    </span>
  );
}
