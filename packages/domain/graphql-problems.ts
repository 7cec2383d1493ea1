import type { LocalizedText } from '@depachika/messages/localized-text.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import {
  type CommonProblem,
  type InvalidField,
  type InvalidInput,
  type NotFound,
  type VersionConflict,
  wrongFields,
} from './problems.ts';

/** The problems of {@link CommonProblem} as members of the schema's result unions. */
export type CommonProblemResult = InvalidInputResult | NotFoundResult | VersionConflictResult;

type InvalidInputResult = Result<'InvalidInput', InvalidField & { fields: InvalidField[] }>;
type NotFoundResult = Result<'NotFound', NotFound>;
type VersionConflictResult = Result<'VersionConflict', VersionConflict>;
type Result<Name extends string, P> = { __typename: Name; message: LocalizedText } & Omit<P, 'kind'>;

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
        message: shared.notFound,
        id: problem.id,
      };
    case 'versionConflict': {
      const { expectedVersion, currentVersion } = problem;
      const message = shared.versionConflict({ expectedVersion, currentVersion });
      return { __typename: 'VersionConflict', message, expectedVersion, currentVersion };
    }
  }
}

function invalidInputResult(problem: InvalidInput): InvalidInputResult {
  const { field, allowed } = problem;
  const fields = [...wrongFields(problem)];
  return { __typename: 'InvalidInput', message: shared.invalidInput(fields), field, allowed, fields };
}
