import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { MAX_TOLD, type WrongPlace } from './problems.ts';

/** What the document says of one parameter. */
export interface DocumentedParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: { readonly type?: string | readonly string[]; readonly $ref?: string };
}

/** What the document says of one operation's request. */
export interface DocumentedRequest {
  readonly parameters: readonly DocumentedParameter[];
  readonly body: { readonly required: boolean; check(value: unknown): readonly WrongPlace[] } | undefined;
  /** @returns what is wrong with a parameter's value, in a few words; undefined when nothing is */
  check(parameter: DocumentedParameter, value: unknown): string | undefined;
}

/** Of a body with more values than this, only the first mistake is looked for: each further one costs memory. */
const MAX_WHOLLY_CHECKED = 1_000;

/**
 * Requests are checked against the very schemas that clients read. Throws for a document that is none. A schema becomes code
 * with the first value that is checked: all of them at once take a third of a second of every start.
 */
export function restSchemas(document: string) {
  const parsed = JSON.parse(document) as OpenApiDocument;
  const first = validator({ allErrors: false });
  const all = validator({ allErrors: true });
  return {
    /** Throws when the document lacks the operation. */
    requestOf({ path, method }: { readonly path: string; readonly method: string }): DocumentedRequest {
      const operation = parsed.paths[path]?.[method.toLowerCase()];
      if (!operation) throw new Error(`The OpenAPI document has no ${method} ${path}: run npm run schema`);
      const at = `#/paths/${escaped(path)}/${method.toLowerCase()}`;
      const checks = new Map(
        operation.parameters.map((each, index) => [each.name, first(`${at}/parameters/${index}/schema`)]),
      );
      const body = operation.requestBody && bodyCheck(`${at}/requestBody/content/application~1json/schema`);
      return {
        parameters: operation.parameters,
        body: body && {
          required: operation.requestBody?.required ?? false,
          check: body,
        },
        check({ name }, value) {
          const check = checks.get(name)!();
          return check(value) ? undefined : wordsOf(check.errors![0]!);
        },
      };
    },
  };

  function validator(options: { readonly allErrors: boolean }): (pointer: string) => () => ValidateFunction {
    const ajv = once(() => {
      const made = new Ajv2020({ ...options, strict: false });
      addFormats.default(made);
      return made.addSchema(parsed, DOCUMENT);
    });
    return (pointer) => once(() => ajv().compile({ $ref: `${DOCUMENT}${pointer}` }));
  }

  function bodyCheck(pointer: string): (value: unknown) => readonly WrongPlace[] {
    const [ofSmall, ofLarge] = [all(pointer), first(pointer)];
    return (value) => {
      const check = hasMoreValues(value, MAX_WHOLLY_CHECKED) ? ofLarge() : ofSmall();
      return check(value) ? [] : wrongPlaces(check.errors ?? []);
    };
  }
}

/** Made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** @returns whether there are more than `most` values in it, of which no more than that are looked at */
function hasMoreValues(value: unknown, most: number): boolean {
  const open = [value];
  for (let seen = 0; open.length > 0; seen++) {
    if (seen + open.length > most) return true;
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    const inside = Object.values(next);
    if (seen + open.length + inside.length > most) return true;
    open.push(...inside);
  }
  return false;
}

const DOCUMENT = 'openapi.json';

interface OpenApiDocument {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly parameters: readonly DocumentedParameter[];
            readonly requestBody?: { readonly required?: boolean };
          }
        >
      >
    >
  >;
}

/** Of one place with several complaints the first is told: the others follow from it. */
function wrongPlaces(errors: readonly ErrorObject[]): readonly WrongPlace[] {
  const places = new Map<string, WrongPlace>();
  for (const error of errors) {
    if (places.size === MAX_TOLD) break;
    const pointer = pointerOf(error);
    if (!places.has(pointer)) places.set(pointer, { pointer, detail: wordsOf(error) });
  }
  return [...places.values()];
}

/** A fragment holds no other bytes than those of a URL, and half a surrogate pair has none. */
function pointerOf({ instancePath, keyword, params }: ErrorObject): string {
  const { missingProperty, additionalProperty } = params as Record<string, string>;
  const name = keyword === 'required' ? missingProperty : additionalProperty;
  const pointer = `#${instancePath}${name === undefined ? '' : `/${escaped(name)}`}`;
  return encodeURI(pointer.toWellFormed());
}

function wordsOf({ keyword, params, message = '' }: ErrorObject): string {
  switch (keyword) {
    case 'additionalProperties':
      return 'is not known here';
    case 'required':
      return 'must be given';
    case 'enum':
      return `must be one of ${(params.allowedValues as readonly unknown[]).join(', ')}`;
    default:
      return message;
  }
}

function escaped(text: string): string {
  return text.replaceAll('~', '~0').replaceAll('/', '~1');
}
