// Augmentation in a form: as configured, none, or chosen layers with their strengths.
import { useState } from 'preact/hooks';
import {
  AUGMENTATION_NAMES,
  AUGMENTATION_STRENGTHS,
  type AugmentationName,
  type AugmentationStrength,
  augmentationRange,
  shortAugmentationName,
} from 'toonvision/settings';
import { project } from '../parts/classColors.ts';

const LAYERS = AUGMENTATION_NAMES.map((name) => ({ short: shortAugmentationName(name), strength: strengthOf(name) }));

function strengthOf(name: AugmentationName): (AugmentationStrength & { range: string }) | undefined {
  return name === 'randomFlip' ? undefined : { ...AUGMENTATION_STRENGTHS[name], range: augmentationRange(name) };
}

const MODES = ['configured', 'none', 'own'] as const;
type Mode = (typeof MODES)[number];

/** The option as `--augmentation` takes it; undefined for what the configuration says. */
export function augmentationOf(form: FormData): string | undefined {
  const mode = String(form.get('augmentationMode') ?? 'configured');
  if (mode === 'configured') return undefined;
  const parts = LAYERS.flatMap(({ short }) => {
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
        Layers in front of the model change each training image anew in every epoch. Layers the model begins with itself
        are not added twice.
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
          {LAYERS.map(({ short, strength }) => (
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
              {strength === undefined ? (
                <select name={`strength-${short}`} aria-label={`${short}: which way`} disabled={!chosen.has(short)}>
                  <option value="">left and right</option>
                  <option value="vertical">up and down</option>
                  <option value="horizontalAndVertical">both</option>
                </select>
              ) : (
                <input
                  name={`strength-${short}`}
                  type="number"
                  aria-label={`${short}: ${strength.help}`}
                  min={strength.integer ? 1 : strength.max / 10_000}
                  max={strength.max}
                  step={strength.integer ? 1 : 'any'}
                  placeholder={String(strength.preset)}
                  disabled={!chosen.has(short)}
                />
              )}
              <span class="muted small">
                {strength === undefined ? 'mirrors half of the images' : `${strength.help}, ${strength.range}`}
              </span>
            </div>
          ))}
        </div>
      )}
    </fieldset>
  );
}
