// What is said where there is nothing to show: not yet, not there, not working.
import type { ComponentChildren } from 'preact';
import type { ApiFault } from '../api.ts';
import type { Loaded } from '../useLoad.ts';
import { project } from './classColour.ts';

export function Fault({ fault }: { fault: ApiFault }) {
  return (
    <div class="fault" role="alert">
      <strong>{fault.message}</strong>
      {fault.remedy}
    </div>
  );
}

/** What to do next, from the project's own steps. */
export function Empty({
  title,
  children,
  steps = false,
}: {
  title: string;
  children?: ComponentChildren;
  steps?: boolean;
}) {
  return (
    <section class="panel empty">
      <h2>{title}</h2>
      {children}
      {steps && (
        <ol class="steps">
          {project.value?.steps.map(({ name, done, hint, command }) => (
            <li key={name} class={done ? 'done' : ''}>
              <span aria-hidden="true">{done ? '✓' : '○'}</span>
              <span>
                {hint}
                <span class="hidden">{done ? ' (done)' : ' (to do)'}</span>
              </span>
              {!done && <code>{command}</code>}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** Shows what was loaded; before that a quiet word, or what went wrong. */
export function Show<Value>({ of, children }: { of: Loaded<Value>; children: (value: Value) => ComponentChildren }) {
  if (of.value !== undefined) return <>{children(of.value)}</>;
  if (of.fault !== undefined) return <Fault fault={of.fault} />;
  return (
    <p class="soft" role="status">
      Loading …
    </p>
  );
}
