import { noFile } from '@depachika/graphql/scalars.ts';
import {
  type GraphQLSchema,
  type GraphQLType,
  getNullableType,
  isInputObjectType,
  isListType,
  isScalarType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';

/** Stands in a variable for a file that comes behind the operation, until that is admitted and the file is kept. */
export class SentFile {
  /** From the variable's name on: `['input', 'file']`. */
  readonly path: readonly string[];

  constructor(path: readonly string[]) {
    this.path = path;
  }

  /** For messages that echo a value. */
  toJSON(): string {
    return 'a file';
  }
}

const UPLOAD = 'Upload';

/** In what clients send a file is one that came with the operation: a text in its place would be somebody's guess at a reference. */
export function takeSentFiles(schema: GraphQLSchema): void {
  const type = schema.getType(UPLOAD);
  if (!isScalarType(type)) return;
  type.parseValue = (value) => {
    if (value instanceof SentFile) return value;
    throw noFile();
  };
}

/** Whether this place of the operation's variables is one for a file. Scalars that nobody checks would take one as well. */
export function isPlaceOfFile(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  [name, ...steps]: readonly string[],
): boolean {
  const variable = operation.variableDefinitions?.find((each) => each.variable.name.value === name);
  let type: GraphQLType | undefined = variable && typeFromAST(schema, variable.type);
  for (const step of steps) {
    const around: GraphQLType | undefined = type && getNullableType(type);
    if (isListType(around)) type = around.ofType;
    else if (isInputObjectType(around)) type = around.getFields()[step]?.type;
    else return false;
  }
  const last = type && getNullableType(type);
  return isScalarType(last) && last.name === UPLOAD;
}
