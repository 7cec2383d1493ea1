/**
 * Fields of the graph that hold a text for people, under whatever type they stand. Resolvers give them a text of a catalogue and
 * nothing else: their generated types take no string.
 */
export const MESSAGE_FIELDS: ReadonlySet<string> = new Set(['message', 'allowed', 'explanation']);
