// The heading of a view, with a link to the list it belongs to, a note, and actions.
import type { ComponentChildren } from 'preact';

export function PageHeader({
  title,
  parent,
  note,
  children,
}: {
  title: ComponentChildren;
  parent?: { address: string; name: string };
  note?: ComponentChildren;
  /** Actions on the right. */
  children?: ComponentChildren;
}) {
  return (
    <div class="head">
      <h1>
        {parent !== undefined && (
          <>
            <a class="crumb" href={parent.address}>
              {parent.name} /
            </a>{' '}
          </>
        )}
        {title}
      </h1>
      {note !== undefined && <span class="muted">{note}</span>}
      {children !== undefined && <div class="spread">{children}</div>}
    </div>
  );
}
