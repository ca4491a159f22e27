// Form fields of augmentation: as configured, none, or custom layers with their strengths.
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

const MODES = ['configured', 'none', 'custom'] as const;
type Mode = (typeof MODES)[number];

/** The value of `--augmentation`; undefined keeps the configured one. */
export function readAugmentation(form: FormData): string | undefined {
  const mode = String(form.get('augmentationMode') ?? 'configured');
  if (mode === 'configured') return undefined;
  const parts = LAYERS.flatMap(({ short }) => {
    if (mode !== 'custom' || form.get(`augment-${short}`) === null) return [];
    const strength = String(form.get(`strength-${short}`) ?? '').trim();
    return [strength === '' ? short : `${short}=${strength}`];
  });
  return parts.length === 0 ? 'none' : parts.join(',');
}

export function AugmentationFields() {
  const [mode, setMode] = useState<Mode>('configured');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(['flip']));
  if (project.value === undefined) return null;
  const configured = project.value.configured.augmentation ?? 'none';
  const titles: Readonly<Record<Mode, string>> = {
    configured: `As configured (${configured})`,
    none: 'None',
    custom: 'Custom',
  };
  return (
    <fieldset>
      <legend>Augmentation</legend>
      <p class="muted small">
        Layers before the model that change each training image at random in every epoch. Layers that the model itself
        starts with are not added twice.
      </p>
      <div class="row radios">
        {MODES.map((name) => (
          <label key={name} class="check">
            <input
              type="radio"
              name="augmentationMode"
              value={name}
              checked={mode === name}
              onChange={() => setMode(name)}
            />
            {titles[name]}
          </label>
        ))}
      </div>
      {mode === 'custom' && (
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
                <select name={`strength-${short}`} aria-label={`${short}: direction`} disabled={!chosen.has(short)}>
                  <option value="">Left and right</option>
                  <option value="vertical">Up and down</option>
                  <option value="horizontalAndVertical">Both</option>
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
