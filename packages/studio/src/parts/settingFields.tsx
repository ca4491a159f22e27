// Form fields that are generated from settings, and the settings of a submitted form.
import { defaultText, type RequestSettings, type Setting, type Settings } from 'toonvision/settings';

/** The values of a form by field name, without empty ones. */
export type FormValues = Readonly<Record<string, string>>;

export function readForm(form: FormData): FormValues {
  const entries = [...form].flatMap(([name, value]) => {
    const text = typeof value === 'string' ? value.trim() : '';
    return text === '' ? [] : [[name, text] as const];
  });
  return Object.fromEntries(entries);
}

/** The settings of a form for a request, without those that keep their default. */
export function readSettings<const R extends Settings>(record: R, form: FormData): RequestSettings<R> {
  const texts = readForm(form);
  const values: Record<string, string | number | string[]> = {};
  for (const [name, { type, title }] of Object.entries<Setting>(record)) {
    const text = texts[name];
    if (title === undefined || text === undefined) continue;
    if (type === 'choices') values[name] = form.getAll(name).map(String).filter(Boolean);
    else values[name] = type === 'integer' || type === 'number' ? Number(text) : text;
  }
  return values as RequestSettings<R>;
}

/** The settings that have a form field, by group. */
export function groupSettings(record: Settings): Map<string, [name: string, setting: Setting][]> {
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
  /** The value in the configuration. */
  configured?: string;
  /** The whole form; a setting may apply only with certain values of others. */
  values?: FormValues;
}

const labelOf = (setting: Setting, value: string): string =>
  ('labels' in setting ? setting.labels?.[value] : undefined) ?? value;

/** The default, which may depend on another setting. */
function placeholderOf(setting: Setting, values: FormValues): string | undefined {
  const defaultBy = 'defaultBy' in setting ? setting.defaultBy : undefined;
  if (defaultBy === undefined || !('default' in setting)) return defaultText(setting);
  return String(defaultBy.values[values[defaultBy.setting] ?? ''] ?? setting.default);
}

function NumberField({ name, setting, configured, values = {} }: FieldProps) {
  if (setting.type !== 'integer' && setting.type !== 'number') return null;
  const { title, min, above, max, below, onlyWith = {} } = setting;
  const isUsed = Object.entries(onlyWith).every(([other, value]) => values[other] === value);
  return (
    <label class="field" title={setting.help}>
      {title}
      <input
        name={name}
        type="number"
        min={min ?? above}
        max={max ?? below}
        step={setting.type === 'integer' ? 1 : 'any'}
        placeholder={configured ?? placeholderOf(setting, values)}
        disabled={!isUsed}
      />
    </label>
  );
}

function ChoiceField({ name, setting, configured }: FieldProps) {
  if (!('values' in setting) || typeof setting.default !== 'string') return null;
  const preset = configured ?? setting.default;
  return (
    <label class="field" title={setting.help}>
      {setting.title}
      <select name={name}>
        {/* An empty value keeps the default. */}
        <option value="">{labelOf(setting, preset)}</option>
        {setting.values
          .filter((value) => value !== preset)
          .map((value) => (
            <option key={value} value={value}>
              {labelOf(setting, value)}
            </option>
          ))}
      </select>
    </label>
  );
}

/** Two selects: the first objective of a study, and an optional second one. */
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
          <option value="">None</option>
          {options}
        </select>
      </label>
    </>
  );
}

/** The form field of a setting; null for settings without a title, which have none. */
export function SettingField(props: FieldProps) {
  if (props.setting.title === undefined) return null;
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
