import type { ConfigurationProblem } from './configuration-problem.ts';
import { keyOf } from './configuration-problem.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\{([^}]*)\}/g;
const FORM = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/;

/**
 * Puts environment variables into the texts of a parsed file: `${NAME}` must be set, `${NAME:-value}` falls back to the
 * value, also when NAME is empty. A text that is nothing but one reference becomes a number or a truth value if it looks like one.
 * Works on values, not on the file's text, so that no variable can add keys.
 */
export function fillIn(
  value: unknown,
  environment: Environment,
  path: readonly PropertyKey[] = [],
): { value: unknown; problems: readonly ConfigurationProblem[] } {
  if (typeof value === 'string') return fillText(value, environment, path);
  if (Array.isArray(value)) {
    const parts = value.map((item, i) => fillIn(item, environment, [...path, i]));
    return { value: parts.map((part) => part.value), problems: parts.flatMap((part) => part.problems) };
  }
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).map(
      ([key, item]) => [key, fillIn(item, environment, [...path, key])] as const,
    );
    return {
      value: Object.fromEntries(parts.map(([key, part]) => [key, part.value])),
      problems: parts.flatMap(([, part]) => part.problems),
    };
  }
  return { value, problems: [] };
}

function fillText(
  text: string,
  environment: Environment,
  path: readonly PropertyKey[],
): { value: unknown; problems: readonly ConfigurationProblem[] } {
  const problems: ConfigurationProblem[] = [];
  const filled = text.replace(REFERENCE, (reference, inner: string) => {
    const form = FORM.exec(inner);
    const name = form?.[1];
    if (name === undefined) {
      problems.push({
        key: keyOf(path),
        problem: `holds ${reference}, which names no environment variable`,
        allowed: '${NAME} or ${NAME:-value}',
      });
      return reference;
    }
    const given = environment[name];
    const fallback = form?.[2];
    if (given !== undefined && given !== '') return given;
    if (fallback !== undefined) return fallback;
    problems.push({
      key: keyOf(path),
      problem: `needs ${name} from the environment, where it is not set`,
      allowed: `set ${name}, or write \${${name}:-value}`,
    });
    return reference;
  });
  const wholeReference = /^\$\{[^}]*\}$/.test(text);
  return { value: wholeReference ? scalar(filled) : filled, problems };
}

function scalar(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : text;
}
