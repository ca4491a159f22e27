// What a view shows when it has no data: loading, an error, or nothing yet.
import type { ComponentChildren } from 'preact';
import type { RequestError } from '../api.ts';
import type { Loaded } from '../useLoad.ts';
import { project } from './classColors.ts';

export function ErrorMessage({ error }: { error: RequestError }) {
  return (
    <div class="error" role="alert">
      <strong>{error.message}</strong>
      {error.remedy}
    </div>
  );
}

/** An empty state; `steps` lists what is left to do in the project. */
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

/** A line of status while data is loading. */
export function Pending({ children = 'Loading…' }: { children?: ComponentChildren }) {
  return (
    <p class="muted" role="status">
      {children}
    </p>
  );
}

/** Renders loaded data; until then a loading message, or the error. */
export function Show<Value>({ of, children }: { of: Loaded<Value>; children: (value: Value) => ComponentChildren }) {
  if (of.value !== undefined) return <>{children(of.value)}</>;
  if (of.error !== undefined) return <ErrorMessage error={of.error} />;
  return <Pending />;
}
