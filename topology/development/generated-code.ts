import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { staleFiles } from '@depachika/codegen/composed-files.ts';
import { generate } from '@depachika/codegen/generate.ts';
import { CompositionFailed, composeSupergraph } from '@depachika/schema/compose.ts';
import { isSdl } from './changes.ts';

export interface UpdateOptions {
  /** The project's folder. */
  readonly root: string;
  readonly changed: readonly string[];
  readonly note: (what: string) => void;
}

/** Makes anew what is generated from changed files, the supergraph included. @returns what could not be made, and why */
export async function updateGenerated(options: UpdateOptions): Promise<readonly string[]> {
  const { root, changed, note } = options;
  const failures = await generate({ root, pages: 'edited', onMade: (name) => note(`Generated ${name}`) });
  if (failures.length > 0) return failures;
  return changed.some(isSdl) ? updateSupergraph(options) : [];
}

function updateSupergraph({ root, note }: UpdateOptions): readonly string[] {
  try {
    for (const { file, text } of staleFiles(composeSupergraph())) {
      writeFileSync(file, text);
      note(`Composed ${relative(root, fileURLToPath(file))}`);
    }
    return [];
  } catch (error) {
    if (error instanceof CompositionFailed) return [error.message];
    throw error;
  }
}
