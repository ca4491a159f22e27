// Form fields of settings, from their records, and the settings of a filled form.
import { defaultText, type RequestSettings, type Setting, type Settings } from 'toonvision/settings';

/** The values of a form by name; what is empty is missing. */
export type FilledForm = Readonly<Record<string, string>>;

/** Reads a form as the user sees it. */
export function filledForm(form: FormData): FilledForm {
  const entries = [...form].flatMap(([name, value]) => {
    const text = typeof value === 'string' ? value.trim() : '';
    return text === '' ? [] : [[name, text] as const];
  });
  return Object.fromEntries(entries);
}

/** The settings of a filled form as a request has them; what is empty has its default. */
export function settingsOfForm<const R extends Settings>(record: R, form: FormData): RequestSettings<R> {
  const filled = filledForm(form);
  const values: Record<string, string | number | string[]> = {};
  for (const [name, { type, title }] of Object.entries<Setting>(record)) {
    const text = filled[name];
    if (title === undefined || text === undefined) continue;
    if (type === 'choices') values[name] = form.getAll(name).map(String).filter(Boolean);
    else values[name] = type === 'integer' || type === 'number' ? Number(text) : text;
  }
  return values as RequestSettings<R>;
}

/** The settings that have a field, by their group. */
export function settingGroups(record: Settings): Map<string, [name: string, setting: Setting][]> {
  const groups = new Map<string, [string, Setting][]>();
  for (const [name, setting] of Object.entries(record)) {
    if (setting.title === undefined) continue;
    const group = setting.group ?? '';
    groups.set(group, [...(groups.get(group) ?? []), [name, setting]]);
  }
  return groups;
}

interface FieldProps {
  name: string;
  setting: Setting;
  /** What the configuration says. */
  configured?: string;
  /** The rest of the form, which can make a setting have no effect. */
  filled?: FilledForm;
}

const labelOf = (setting: Setting, value: string): string =>
  ('labels' in setting ? setting.labels?.[value] : undefined) ?? value;

function NumberField({ name, setting, configured, filled = {} }: FieldProps) {
  if (setting.type !== 'integer' && setting.type !== 'number') return null;
  const { title, min, above, max, below, onlyWith = {} } = setting;
  const isUsed = Object.entries(onlyWith).every(([other, value]) => filled[other] === value);
  return (
    <label class="field" title={setting.help}>
      {title}
      <input
        name={name}
        type="number"
        min={min ?? above}
        max={max ?? below}
        step={setting.type === 'integer' ? 1 : 'any'}
        placeholder={configured ?? defaultText(setting)}
        disabled={!isUsed}
      />
    </label>
  );
}

function ChoiceField({ name, setting, configured }: FieldProps) {
  if (!('values' in setting) || typeof setting.default !== 'string') return null;
  const usual = configured ?? setting.default;
  return (
    <label class="field" title={setting.help}>
      {setting.title}
      <select name={name}>
        {/* What holds when nothing is chosen comes first. */}
        <option value="">{labelOf(setting, usual)}</option>
        {setting.values
          .filter((value) => value !== usual)
          .map((value) => (
            <option key={value} value={value}>
              {labelOf(setting, value)}
            </option>
          ))}
      </select>
    </label>
  );
}

/** Two selects: what a study optimizes, and what else. */
function ChoicesField({ name, setting }: FieldProps) {
  if (setting.type !== 'choices') return null;
  const options = setting.values.map((value) => (
    <option key={value} value={value}>
      {value}
    </option>
  ));
  return (
    <>
      <label class="field" title={setting.help}>
        {setting.title}
        <select name={name}>{options}</select>
      </label>
      <label class="field" title={setting.help}>
        Second {setting.title?.toLowerCase()}
        <select name={name}>
          <option value="">none</option>
          {options}
        </select>
      </label>
    </>
  );
}

/** The field of one setting. */
export function SettingField(props: FieldProps) {
  switch (props.setting.type) {
    case 'integer':
    case 'number':
      return <NumberField {...props} />;
    case 'choice':
    case 'named':
      return <ChoiceField {...props} />;
    case 'choices':
      return <ChoicesField {...props} />;
    default:
      return null;
  }
}
