import type { CommonProblem, InvalidField, InvalidInput, NotFound, VersionConflict } from './problems.ts';

/** The problems of {@link CommonProblem} as members of the schema's result unions. */
export type CommonProblemResult = InvalidInputResult | NotFoundResult | VersionConflictResult;

type InvalidInputResult = Result<'InvalidInput', InvalidField & { fields: InvalidField[] }>;
type NotFoundResult = Result<'NotFound', NotFound>;
type VersionConflictResult = Result<'VersionConflict', VersionConflict>;
type Result<Name extends string, P> = { __typename: Name; message: string } & Omit<P, 'kind'>;

export function commonProblem(problem: InvalidInput): InvalidInputResult;
export function commonProblem(problem: NotFound): NotFoundResult;
export function commonProblem(problem: VersionConflict): VersionConflictResult;
export function commonProblem(problem: CommonProblem): CommonProblemResult;
export function commonProblem(problem: CommonProblem): CommonProblemResult {
  switch (problem.kind) {
    case 'invalidInput':
      return invalidInputResult(problem);
    case 'notFound':
      return {
        __typename: 'NotFound',
        message: 'There is no such thing, or it is not yours',
        id: problem.id,
      };
    case 'versionConflict': {
      const { expectedVersion, currentVersion } = problem;
      const message = `It was changed meanwhile: it has version ${currentVersion}, not ${expectedVersion}`;
      return { __typename: 'VersionConflict', message, expectedVersion, currentVersion };
    }
  }
}

function invalidInputResult({ field, allowed, others = [] }: InvalidInput): InvalidInputResult {
  const fields = [{ field, allowed }, ...others];
  const message = fields.map((wrong) => `${wrong.field} must be ${wrong.allowed}`).join('; ');
  return { __typename: 'InvalidInput', message, field, allowed, fields };
}
