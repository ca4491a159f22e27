// Augmentation in a form: as configured, none, or chosen layers with their strengths.
import { useState } from 'preact/hooks';
import { project } from '../parts/classColors.ts';

const MODES = ['configured', 'none', 'own'] as const;
type Mode = (typeof MODES)[number];

/** The option as `--augmentation` takes it; undefined for what the configuration says. */
export function augmentationOf(form: FormData): string | undefined {
  const mode = String(form.get('augmentationMode') ?? 'configured');
  if (mode === 'configured') return undefined;
  const parts = (project.value?.augmentations ?? []).flatMap(({ short }) => {
    if (mode !== 'own' || form.get(`augment-${short}`) === null) return [];
    const strength = String(form.get(`strength-${short}`) ?? '').trim();
    return [strength === '' ? short : `${short}=${strength}`];
  });
  return parts.length === 0 ? 'none' : parts.join(',');
}

export function AugmentationFields() {
  const [mode, setMode] = useState<Mode>('configured');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(['flip']));
  const known = project.value;
  if (known === undefined) return null;
  const configured = known.configured.augmentation;
  const says: Readonly<Record<Mode, string>> = {
    configured: configured === undefined ? 'as configured: none' : `as configured: ${configured}`,
    none: 'none',
    own: 'choose',
  };
  return (
    <fieldset>
      <legend>Augmentation</legend>
      <p class="muted small">
        Layers in front of the model change each training image anew in every epoch. What the model does by itself is
        not done twice.
      </p>
      <div class="row radios">
        {MODES.map((one) => (
          <label key={one} class="check">
            <input
              type="radio"
              name="augmentationMode"
              value={one}
              checked={mode === one}
              onChange={() => setMode(one)}
            />
            {says[one]}
          </label>
        ))}
      </div>
      {mode === 'own' && (
        <div class="augmentations">
          {known.augmentations.map(({ short, strength }) => (
            <div key={short} class="augmentation">
              <label class="check">
                <input
                  type="checkbox"
                  name={`augment-${short}`}
                  checked={chosen.has(short)}
                  onChange={(event) => {
                    const next = new Set(chosen);
                    if (event.currentTarget.checked) next.add(short);
                    else next.delete(short);
                    setChosen(next);
                  }}
                />
                {short}
              </label>
              {strength === null ? (
                <select name={`strength-${short}`} aria-label={`${short}: which way`} disabled={!chosen.has(short)}>
                  <option value="">left and right</option>
                  <option value="vertical">up and down</option>
                  <option value="horizontalAndVertical">both</option>
                </select>
              ) : (
                <input
                  name={`strength-${short}`}
                  type="number"
                  aria-label={`${short}: ${strength.says}`}
                  min={strength.whole ? 1 : strength.most / 10_000}
                  max={strength.most}
                  step={strength.whole ? 1 : 'any'}
                  placeholder={String(strength.preset)}
                  disabled={!chosen.has(short)}
                />
              )}
              <span class="muted small">
                {strength === null ? 'half of the images are mirrored' : `${strength.says}, up to ${strength.most}`}
              </span>
            </div>
          ))}
        </div>
      )}
    </fieldset>
  );
}
