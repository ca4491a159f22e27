// A labeled select.

export interface SelectFieldProps {
  label: string;
  value: string;
  /** Values with their text. */
  options: readonly (readonly [value: string, text: string])[];
  onChange: (value: string) => void;
  /** Text of an additional first option with an empty value. */
  anyText?: string;
  /** Label and select on one line. */
  inline?: boolean;
}

export function SelectField({ label, value, options, onChange, anyText, inline = false }: SelectFieldProps) {
  return (
    <label class={inline ? 'field inline' : 'field'}>
      <span class="first-large">{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {anyText !== undefined && <option value="">{anyText}</option>}
        {options.map(([option, text]) => (
          <option key={option} value={option} selected={option === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Options whose text is their value. */
export const optionsOf = (values: readonly string[]): [string, string][] => values.map((value) => [value, value]);
