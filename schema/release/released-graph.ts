import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema, printSchema } from 'graphql';
import { apiSchemaOf } from '../compose.ts';
import type { AcceptedBreaks } from './accepted-breaks.ts';

/** The graph that clients were last promised, as they see it. */
export const RELEASED_FILE = new URL('../released.graphql', import.meta.url);

/** What breaks of that promise on purpose, until the next release. */
export const ACCEPTED_BREAKS_FILE = new URL('../accepted-breaks.json', import.meta.url);

export function releasedGraph(): GraphQLSchema {
  return buildSchema(readFileSync(RELEASED_FILE, 'utf8'));
}

/** What {@link RELEASED_FILE} holds once this supergraph is released. */
export function releasedText(supergraphSdl: string): string {
  return `${printSchema(apiSchemaOf(supergraphSdl))}\n`;
}

export function acceptedBreaks(): readonly AcceptedBreaks[] {
  return JSON.parse(readFileSync(ACCEPTED_BREAKS_FILE, 'utf8')) as readonly AcceptedBreaks[];
}
