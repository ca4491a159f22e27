// Formats types as TypeScript source.
import type { DeclarationReflection, ParameterReflection, SignatureReflection, SomeType } from 'typedoc';

/** A type that needs parentheses before `[]`. */
const isOpen = (type: SomeType): boolean =>
  ['union', 'intersection', 'conditional', 'typeOperator'].includes(type.type) || isFunction(type);

const isFunction = (type: SomeType): boolean => type.type === 'reflection' && type.declaration.signatures !== undefined;

const firstLetterDown = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** Formats types and restores the names that TypeScript loses, such as those of schema types. */
export class TypeText {
  readonly #names = new Map<string, string>();

  /** Formats `type` as `name` from now on. */
  name(name: string, type: SomeType): void {
    const text = this.of(type);
    if (text.startsWith('{') || text.includes('[')) this.#names.set(text, name);
  }

  /** `string`, `readonly number[]`, `{ height: number; width?: number }`, `(epoch: number) => void`. */
  of(type: SomeType | undefined): string {
    const text = this.inFull(type);
    return this.#names.get(text) ?? text;
  }

  /** The same, without replacing the type itself by its name. */
  inFull(type: SomeType | undefined): string {
    if (type === undefined) return 'unknown';
    switch (type.type) {
      case 'union': {
        const each = type.types.map((one) => (isFunction(one) ? `(${this.of(one)})` : this.of(one)));
        // TypeScript has `boolean` as two literals.
        const whole = each.includes('true') && each.includes('false');
        const rest = whole ? each.filter((text) => text !== 'true' && text !== 'false') : each;
        return [...new Set(whole ? [...rest, 'boolean'] : rest)].join(' | ');
      }
      case 'intersection':
        return type.types.map((one) => (one.type === 'union' ? this.#enclosed(one) : this.of(one))).join(' & ');
      case 'array':
        return `${this.#enclosed(type.elementType)}[]`;
      case 'typeOperator':
        return `${type.operator} ${type.operator === 'keyof' ? this.#enclosed(type.target) : this.of(type.target)}`;
      case 'tuple':
        return `[${type.elements.map((one) => this.of(one)).join(', ')}]`;
      case 'namedTupleMember':
        return `${type.name}${type.isOptional ? '?' : ''}: ${this.of(type.element)}`;
      case 'optional':
        return `${this.#enclosed(type.elementType)}?`;
      case 'rest':
        return `...${this.of(type.elementType)}`;
      case 'literal':
        return typeof type.value === 'string' ? `'${type.value}'` : type.toString();
      case 'reference': {
        const { name, package: from, typeArguments = [] } = type;
        // A schema is documented by the type derived from it.
        if (from === 'zod') return `z.${name.replace(/^z\./, '')}`;
        return typeArguments.length === 0 ? name : `${name}<${typeArguments.map((one) => this.of(one)).join(', ')}>`;
      }
      case 'query':
        return `typeof ${this.of(type.queryType)}`;
      case 'indexedAccess':
        return `${this.#enclosed(type.objectType)}[${this.of(type.indexType)}]`;
      case 'predicate': {
        const target = type.targetType === undefined ? '' : ` is ${this.of(type.targetType)}`;
        return `${type.asserts ? 'asserts ' : ''}${type.name}${target}`;
      }
      case 'mapped': {
        const optional = type.optionalModifier === '+' ? '?' : '';
        return `{ [${type.parameter} in ${this.of(type.parameterType)}]${optional}: ${this.of(type.templateType)} }`;
      }
      case 'reflection':
        return this.#object(type.declaration);
      default:
        return type.toString();
    }
  }

  #enclosed(type: SomeType): string {
    const text = this.of(type);
    return isOpen(type) && text.includes(' ') ? `(${text})` : text;
  }

  #object({ signatures = [], children = [], indexSignatures = [] }: DeclarationReflection): string {
    const [call] = signatures;
    if (call !== undefined && children.length === 0) return `${this.parameters(call)} => ${this.of(call.type)}`;
    const fields = [
      ...children.map((field) => this.field(field)),
      ...indexSignatures.map((one) => `[${one.parameters?.[0]?.name ?? 'key'}: string]: ${this.of(one.type)}`),
    ];
    return fields.length === 0 ? '{}' : `{ ${fields.join('; ')} }`;
  }

  /** `name?: string`, `rate(step: number): number`. */
  field(field: DeclarationReflection): string {
    const name = `${field.name}${field.flags.isOptional ? '?' : ''}`;
    const [method] = field.signatures ?? [];
    if (method !== undefined) return `${name}${this.parameters(method)}: ${this.of(method.type)}`;
    return `${name}: ${this.of(field.type ?? field.getSignature?.type)}`;
  }

  /** `(images: ImageSource, options?: RunOptions)`, with type parameters before it. */
  parameters({ parameters = [], typeParameters = [] }: SignatureReflection): string {
    const generic = typeParameters.map(({ name, type }) =>
      type === undefined ? name : `${name} extends ${this.of(type)}`,
    );
    const named = parameters.map((one) => {
      const optional = one.flags.isOptional || one.defaultValue !== undefined ? '?' : '';
      return `${one.flags.isRest ? '...' : ''}${this.parameterName(one)}${optional}: ${this.of(one.type)}`;
    });
    return `${generic.length === 0 ? '' : `<${generic.join(', ')}>`}(${named.join(', ')})`;
  }

  /** An object that is taken apart where it is declared has no name there; its type's stands for it. */
  parameterName({ name, type }: ParameterReflection): string {
    if (!name.startsWith('__namedParameters')) return name;
    const text = this.of(type);
    return /^\w+$/.test(text) && !text.endsWith('Options') ? firstLetterDown(text) : 'options';
  }
}
