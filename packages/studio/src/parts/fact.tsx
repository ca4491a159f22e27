// A labeled number in a row of facts.
import type { ComponentChildren } from 'preact';

export function Fact({
  name,
  children,
  note,
  hint,
}: {
  name: string;
  children: ComponentChildren;
  note?: ComponentChildren;
  /** Shown on hover of the name. */
  hint?: string;
}) {
  return (
    <div>
      <dt title={hint}>{name}</dt>
      <dd>
        {children}
        {note !== undefined && note !== '' && note !== false && <small> {note}</small>}
      </dd>
    </div>
  );
}
