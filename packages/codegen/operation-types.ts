import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { apiSchemaOf } from '@depachika/schema/compose.ts';
import { type DocumentNode, type OperationDefinitionNode, parse, printSchema } from 'graphql';

export interface OperationTypesInput {
  readonly supergraphFile: string;
  /** Each holds one operation. */
  readonly operationFiles: readonly string[];
  readonly output: string;
}

/** One module per operation, so that a page is sent the texts of its own alone. */
export async function generateOperationTypes(input: OperationTypesInput): Promise<void> {
  const [{ codegen }, operations] = await Promise.all([
    import('@graphql-codegen/core'),
    import('@graphql-codegen/typescript-operations'),
  ]);
  const schema = parse(printSchema(apiSchemaOf(await readFile(input.supergraphFile, 'utf8'))));
  await rm(input.output, { recursive: true, force: true });
  await mkdir(input.output, { recursive: true });
  for (const file of input.operationFiles) {
    const text = await readFile(file, 'utf8');
    const document = parse(text);
    const types = await codegen({
      filename: file,
      schema,
      documents: [{ location: file, document }],
      config: SETTINGS,
      plugins: [{ operations: {} }],
      pluginMap: { operations },
    });
    const name = basename(file, '.graphql');
    await writeFile(join(input.output, `${name}.ts`), `${types}\n${typedOperation(document, text)}`);
  }
}

const SETTINGS = {
  scalars: { ID: 'string', DateTime: 'string', Date: 'string', Yen: 'number' },
  enumType: 'string-literal',
  useTypeImports: true,
  skipTypename: true,
};

function typedOperation(document: DocumentNode, text: string): string {
  const operation = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === 'OperationDefinition',
  )!;
  const name = operation.name!.value;
  const kind = operation.operation[0]!.toUpperCase() + operation.operation.slice(1);
  const types = `TypedOperation<${name}${kind}, ${name}${kind}Variables>`;
  return [
    `import type { TypedOperation } from '../../app/graph/typed-operation.ts';`,
    '',
    `export const ${name}: ${types} = ${JSON.stringify({ name, query: text })};`,
    '',
  ].join('\n');
}
