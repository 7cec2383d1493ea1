import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { WrongPlace } from './problems.ts';

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

/** As much as is told of one body. */
const MAX_TOLD = 10;

/** Requests are checked against the very schemas that clients read. Throws for a document that is none. */
export function restSchemas(document: string) {
  const parsed = JSON.parse(document) as OpenApiDocument;
  const ajv = new Ajv2020({ allErrors: true, strict: false, verbose: true });
  addFormats.default(ajv);
  ajv.addSchema(parsed, DOCUMENT);
  return {
    /** Throws when the document lacks the operation. */
    requestOf({ path, method }: { readonly path: string; readonly method: string }): DocumentedRequest {
      const operation = parsed.paths[path]?.[method.toLowerCase()];
      if (!operation) throw new Error(`The OpenAPI document has no ${method} ${path}: run npm run schema`);
      const at = `#/paths/${escaped(path)}/${method.toLowerCase()}`;
      const checks = new Map(
        operation.parameters.map((each, index) => [each.name, checkAt(`${at}/parameters/${index}/schema`)]),
      );
      const body = operation.requestBody && checkAt(`${at}/requestBody/content/application~1json/schema`);
      return {
        parameters: operation.parameters,
        body: body && {
          required: operation.requestBody?.required ?? false,
          check: (value) => (body(value) ? [] : wrongPlaces(body.errors ?? [])),
        },
        check({ name }, value) {
          const check = checks.get(name)!;
          return check(value) ? undefined : wordsOf(check.errors![0]!);
        },
      };
    },
  };

  function checkAt(pointer: string): ValidateFunction {
    return ajv.compile({ $ref: `${DOCUMENT}${pointer}` });
  }
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
    const pointer = pointerOf(error);
    if (!places.has(pointer)) places.set(pointer, { pointer, detail: wordsOf(error) });
  }
  return [...places.values()].slice(0, MAX_TOLD);
}

/** A fragment holds no other bytes than those of a URL. */
function pointerOf({ instancePath, keyword, params }: ErrorObject): string {
  const { missingProperty, additionalProperty } = params as Record<string, string>;
  const name = keyword === 'required' ? missingProperty : additionalProperty;
  return encodeURI(`#${instancePath}${name === undefined ? '' : `/${escaped(name)}`}`);
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
