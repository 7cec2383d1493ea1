import { GraphQLScalarType } from 'graphql';
import { GraphQLDateTimeISO, GraphQLLocalDate } from 'graphql-scalars';

/**
 * An instant, `2026-04-01T03:00:00.000Z`; a `Date` in resolvers. It leaves as text: in process no JSON encoder
 * stands between a subgraph and the router.
 */
export const DateTime = new GraphQLScalarType({ ...GraphQLDateTimeISO.toConfig(), name: 'DateTime' });

/** A calendar date, `2026-04-01`; a string in resolvers. */
export const LocalDate = new GraphQLScalarType({ ...GraphQLLocalDate.toConfig(), name: 'Date' });

/** Added by `buildSubgraph` to every schema that declares them. */
export const scalarResolvers: Readonly<Record<string, GraphQLScalarType>> = { DateTime, Date: LocalDate };
