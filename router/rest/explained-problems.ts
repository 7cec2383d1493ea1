import { ERROR_CODES } from '@depachika/schema/error-codes.ts';
import { problemTitle, problemType, statusOfCode } from '@depachika/schema/rest/problem-statuses.ts';
import type { RestApi } from '@depachika/schema/rest/rest-api.ts';

/** What stands at the address of a problem's type. */
export interface ExplainedProblem {
  readonly type: string;
  readonly title: string;
  /** The usual one: a request without a body is refused with 400 where one with a body is with 422. */
  readonly status: number;
  /** An error of the graph and a fact of the shop may be the same problem: `NOT_FOUND`, `NotFound`. */
  readonly codes: readonly string[];
  readonly description: string;
}

/** @returns every problem that an answer can be of, by its type */
export function explainedProblems({
  document,
  problemStatuses,
}: Pick<RestApi, 'document' | 'problemStatuses'>): ReadonlyMap<string, ExplainedProblem> {
  const explained = new Map<string, ExplainedProblem>();
  for (const [code, { meaning }] of Object.entries(ERROR_CODES))
    add({ code, status: statusOfCode(code), description: meaning });
  const { schemas } = (JSON.parse(document) as ProblemSchemas).components;
  for (const [code, status] of Object.entries(problemStatuses))
    add({ code, status, description: descriptionOf(code, schemas) });
  return explained;

  function add({
    code,
    status,
    description,
  }: Omit<ExplainedProblem, 'type' | 'title' | 'codes'> & { code: string }) {
    const type = problemType(code);
    const known = explained.get(type) ?? { type, title: problemTitle(code), status, codes: [], description };
    explained.set(type, { ...known, codes: [...known.codes, code] });
  }
}

interface ProblemSchemas {
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly description?: string } | undefined>>;
  };
}

/** Each operation may ask for other fields of a problem, and then has its own schema; all have the graph's words. */
function descriptionOf(name: string, schemas: ProblemSchemas['components']['schemas']): string {
  const key = `${name}Problem`;
  const schema = schemas[key] ?? Object.entries(schemas).find(([each]) => each.endsWith(key))?.[1];
  return schema?.description ?? problemTitle(name);
}
