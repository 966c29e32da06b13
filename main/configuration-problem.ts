import { z } from 'zod';

/** One thing wrong with a configuration file, in words for the person who wrote it. */
export interface ConfigurationProblem {
  /** `devices.receiptPrinter.transport.port`; `line 12` where the file is not YAML; the file's path where it cannot be read. */
  readonly key: string;
  readonly problem: string;
  readonly allowed: string;
}

/** The path of a key as people write it: `languages[1]`. */
export function keyOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : `${text}${text ? '.' : ''}${String(part)}`,
    '',
  );
}

/** All that zod found, each with what the schema allows at that place. `input` is what was checked. */
export function problemsOf(
  error: z.ZodError,
  schema: z.ZodType,
  input: unknown,
): readonly ConfigurationProblem[] {
  return error.issues.flatMap((issue): ConfigurationProblem[] => {
    const at = lookUp(schema, input, issue.path);
    if (issue.code === 'unrecognized_keys') {
      const known = keysOf(at.schema);
      return issue.keys.map((key) => ({
        key: keyOf([...issue.path, key]),
        problem: 'is not a key that this program knows',
        allowed: nearestOrAll(key, known),
      }));
    }
    const written: unknown = at.value;
    return [
      {
        key: keyOf(issue.path) || 'the file',
        problem: written === undefined ? 'is missing' : `is ${inShort(written)}`,
        allowed: issue.code === 'custom' ? issue.message : allowedBy(at.schema),
      },
    ];
  });
}

/** Goes down both the schema and the value, choosing the member of a union by what the value says. */
function lookUp(
  schema: z.ZodType,
  input: unknown,
  path: readonly PropertyKey[],
): { schema: z.ZodType; value: unknown } {
  let value = input;
  let here = plain(schema);
  for (const part of path) {
    const within = here instanceof z.ZodDiscriminatedUnion ? memberFor(here, value) : here;
    value =
      isRecord(value) || Array.isArray(value) ? (value as Record<PropertyKey, unknown>)[part] : undefined;
    if (within instanceof z.ZodObject)
      here = plain((within.shape as Record<PropertyKey, z.ZodType>)[part] ?? within);
    else if (within instanceof z.ZodArray) here = plain(within.element as z.ZodType);
    else break;
  }
  if (here instanceof z.ZodDiscriminatedUnion && isRecord(value)) here = memberFor(here, value);
  return { schema: here, value };
}

function memberFor(union: z.ZodDiscriminatedUnion, value: unknown): z.ZodType {
  const name = union.def.discriminator;
  const members = union.options as readonly z.ZodObject[];
  const chosen = members.find(
    (member) => isRecord(value) && (member.shape[name] as z.ZodType).safeParse(value[name]).success,
  );
  // Where none fits, the discriminator itself is what must be mended.
  return (
    chosen ?? z.object({ [name]: z.enum(members.flatMap((member) => [...literals(member.shape[name])])) })
  );
}

function literals(schema: unknown): readonly string[] {
  return schema instanceof z.ZodLiteral ? [...schema.values].map(String) : [];
}

function plain(schema: z.ZodType): z.ZodType {
  if (schema.description !== undefined) return schema;
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional
    ? plain(schema.unwrap() as z.ZodType)
    : schema;
}

/** What may stand at a place, from the schema itself; its own description where it has one. */
export function allowedBy(schema: z.ZodType): string {
  const inner = plain(schema);
  if (inner.description !== undefined) return inner.description;
  if (inner instanceof z.ZodNumber) {
    const { minValue, maxValue } = inner;
    return `a ${inner.format?.includes('int') ? 'whole ' : ''}number${range(minValue, maxValue)}`;
  }
  if (inner instanceof z.ZodEnum) return oneOf(inner.options.map(String));
  if (inner instanceof z.ZodLiteral) return oneOf([...inner.values].map(String));
  if (inner instanceof z.ZodString)
    return `a text${range(inner.minLength, inner.maxLength).replace(' from', ' of')}${inner.maxLength === null ? '' : ' characters'}`;
  if (inner instanceof z.ZodBoolean) return 'true or false';
  if (inner instanceof z.ZodArray) return `a list, each ${allowedBy(inner.element as z.ZodType)}`;
  if (inner instanceof z.ZodObject) return `the keys ${keysOf(inner).join(', ')}`;
  if (inner instanceof z.ZodDiscriminatedUnion) {
    const kinds = (inner.options as readonly z.ZodObject[]).flatMap((member) =>
      literals(member.shape[inner.def.discriminator]),
    );
    return `a group of keys, of which ${inner.def.discriminator} is ${oneOf(kinds)}`;
  }
  return 'another value';
}

function range(min: number | null, max: number | null): string {
  const from = min !== null && min > Number.MIN_SAFE_INTEGER;
  const to = max !== null && max < Number.MAX_SAFE_INTEGER;
  if (from && to) return ` from ${min} to ${max}`;
  if (from) return ` of at least ${min}`;
  return to ? ` of at most ${max}` : '';
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : `one of ${values.join(', ')}`;
}

function keysOf(schema: z.ZodType): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function inShort(value: unknown): string {
  if (Array.isArray(value) && value.length === 0) return 'an empty list';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nearestOrAll(wrong: string, known: readonly string[]): string {
  const [nearest] = known
    .map((key) => ({ key, distance: editDistance(wrong.toLowerCase(), key.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  if (nearest && nearest.distance <= Math.max(2, wrong.length / 3)) return `perhaps ${nearest.key} was meant`;
  return oneOf(known);
}

/** Levenshtein's distance: how many signs must be put in, taken out or changed. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
