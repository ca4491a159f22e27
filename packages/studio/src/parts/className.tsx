// The name of a class with a dot of its color.
import { classColor, className } from './classColors.ts';

export function ClassName({ name }: { name: string }) {
  return (
    <span>
      <span class="dot" style={{ background: classColor(name) }} />
      {className(name)}
    </span>
  );
}
