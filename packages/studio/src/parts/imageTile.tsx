// A thumbnail with a title line and a note, as galleries and strips show it.
import type { ComponentChildren } from 'preact';

export function ImageTile({
  address,
  thumbnail,
  title,
  name,
  note,
  isCurrent = false,
  isExcluded = false,
}: {
  address: string;
  thumbnail: string;
  /** Shown on hover. */
  title: string;
  name: ComponentChildren;
  note: ComponentChildren;
  isCurrent?: boolean;
  isExcluded?: boolean;
}) {
  return (
    <a class={`tile${isCurrent ? ' current' : ''}${isExcluded ? ' excluded' : ''}`} href={address} title={title}>
      <span class="shot">
        <img src={thumbnail} alt="" loading="lazy" decoding="async" />
      </span>
      <span class="name">{name}</span>
      <span class="below">{note}</span>
    </a>
  );
}
