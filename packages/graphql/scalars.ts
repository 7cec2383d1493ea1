import { type GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLDateTimeISO, GraphQLLocalDate } from 'graphql-scalars';
import { codedError } from './errors.ts';

/**
 * An instant, `2026-04-01T03:00:00.000Z`; a `Date` in resolvers. It leaves as text: in process no JSON encoder
 * stands between a subgraph and the router.
 */
export const DateTime = new GraphQLScalarType({ ...GraphQLDateTimeISO.toConfig(), name: 'DateTime' });

/** A calendar date, `2026-04-01`; a string in resolvers. */
export const LocalDate = new GraphQLScalarType({ ...GraphQLLocalDate.toConfig(), name: 'Date' });

/**
 * Whole yen, −(2^53 − 1) to 2^53 − 1; a number in resolvers and in JSON. GraphQL's own Int ends at ¥2,147,483,647,
 * which a good month sells. What a client sends instead is refused as BAD_USER_INPUT.
 */
export const Yen = new GraphQLScalarType<number, number>({
  name: 'Yen',
  serialize(value) {
    if (isWhole(value)) return value;
    throw new TypeError(`${String(value)} is no amount in whole yen`);
  },
  parseValue(value) {
    if (isWhole(value)) return value;
    throw notWholeYen();
  },
  parseLiteral(node) {
    const value = node.kind === Kind.INT ? Number(node.value) : undefined;
    if (isWhole(value)) return value;
    throw notWholeYen(node);
  },
});

/**
 * A file that came with the operation (the GraphQL multipart request): in a domain a reference to where the router has had it
 * kept. It stands in variables alone.
 */
export const Upload = new GraphQLScalarType<string, never>({
  name: 'Upload',
  serialize() {
    throw new TypeError('Files are not answered');
  },
  parseValue(value) {
    if (typeof value === 'string') return value;
    throw noFile();
  },
  parseLiteral(node) {
    throw noFile(node);
  },
});

/** What does not come as a file is none. */
export function noFile(node?: ValueNode): GraphQLError {
  const allowed = 'a file of a multipart request, in a variable';
  return codedError('BAD_USER_INPUT', `Upload must be ${allowed}`, { allowed }, node);
}

/** Added by `buildSubgraph` to every schema that declares them, and by the router to what clients send. */
export const scalarResolvers: Readonly<Record<string, GraphQLScalarType>> = {
  DateTime,
  Date: LocalDate,
  Yen,
  Upload,
};

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function notWholeYen(node?: ValueNode): GraphQLError {
  return codedError('BAD_USER_INPUT', `Yen must be ${ALLOWED_YEN}`, { allowed: ALLOWED_YEN }, node);
}

const ALLOWED_YEN = `a whole number from ${Number.MIN_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}`;
