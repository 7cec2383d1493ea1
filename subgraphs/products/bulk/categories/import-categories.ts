import type { Cache } from '@depachika/cache/cache.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import { type CommonProblem, wrongFields } from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { forgetCategories, forgetProducts } from '../../catalogue/catalogue-cache.ts';
import { createCategory } from '../../categories/create-category.ts';
import { moveCategory } from '../../categories/move-category.ts';
import { restoreCategory, retireCategory } from '../../categories/retire-category.ts';
import { childrenOf } from '../../categories/tree-rules.ts';
import { lockTree } from '../../categories/tree-store.ts';
import { updateCategory } from '../../categories/update-category.ts';
import type { EditDependencies } from '../../editing/edit-product.ts';
import type { CategoryCycle, CategoryInUse, SlugTaken } from '../../editing/problems.ts';
import { bulkMessages as messages } from '../../messages/bulk.ts';
import type { BatchOutcome } from '../import-report.ts';
import { type FileLine, type LineReader, lineReader } from '../line-problem.ts';
import {
  type CategoryCells,
  type CategoryStep,
  categorySteps,
  type KnownCategory,
  readCategoryCells,
} from './category-plan-rules.ts';
import { movesOf } from './sibling-order-rules.ts';

interface CategoryBatch {
  readonly lines: readonly FileLine[];
  readonly actor: Actor;
}

/** Five thousand lines go in within this. */
const LONGEST_IMPORT_MS = 600_000;

/**
 * Puts categories into the tree by the mutations that staff have, all in one transaction; a line goes in whole, or not at all.
 * @param keep called in the transaction with what became of the lines
 */
export async function importCategories(
  deps: EditDependencies,
  batch: CategoryBatch,
  keep: (tx: Transaction, outcome: BatchOutcome) => Promise<void>,
): Promise<BatchOutcome> {
  const outcome = await deps.database.transaction(
    { name: 'products.importCategories', timeoutMs: LONGEST_IMPORT_MS },
    async (tx) => {
      const became = await putAll(tx, deps, batch);
      await keep(tx, became);
      return became;
    },
  );
  await forgetCategories(deps.cache);
  await forgetProducts(deps.cache, []);
  return outcome;
}

/** Everything was done, and is undone with this. */
class Rehearsed extends Error {
  readonly outcome: BatchOutcome;

  constructor(outcome: BatchOutcome) {
    super('rehearsed');
    this.outcome = outcome;
  }
}

/** What {@link importCategories} would make of lines: it is done, and undone. Nobody edits the tree or a product meanwhile. */
export async function rehearseCategories(
  deps: EditDependencies,
  batch: CategoryBatch,
): Promise<BatchOutcome> {
  try {
    return await deps.database.transaction(
      { name: 'products.rehearseCategories', timeoutMs: LONGEST_IMPORT_MS },
      async (tx) => {
        throw new Rehearsed(await putAll(tx, deps, batch));
      },
    );
  } catch (error) {
    if (error instanceof Rehearsed) return error.outcome;
    throw error;
  }
}

async function putAll(
  tx: Transaction,
  deps: EditDependencies,
  { lines, actor }: CategoryBatch,
): Promise<BatchOutcome> {
  const inside = { ...deps, database: joined(deps.database, tx), cache: UNTOUCHED };
  const became: Became[] = [];
  const problems: BatchOutcome['problems'][number][] = [];
  let tree: readonly KnownCategory[] = await lockTree(tx);
  for (const line of lines) {
    const reader = lineReader(line);
    const known = tree.find(({ slug }) => slug === reader.text('slug')?.trim());
    const cells = readCategoryCells(reader, tree);
    const steps = reader.problems.length > 0 ? [] : categorySteps(cells, known);
    if (steps.length > 0) {
      await tx.query('SAVEPOINT line');
      await takeSteps(inside, { reader, cells, known, steps, actor });
      if (reader.problems.length > 0) await tx.query('ROLLBACK TO SAVEPOINT line');
      await tx.query('RELEASE SAVEPOINT line');
      tree = await lockTree(tx);
    }
    became.push({ cells, as: becameOf(reader, steps) });
    problems.push(...reader.problems);
  }
  const placed = await putInPlace(inside, { became, tree, actor });
  const counts = { added: 0, changed: 0, unchanged: 0, refused: 0 };
  for (const { cells, as } of became)
    counts[as === 'unchanged' && placed.has(cells.slug) ? 'changed' : as] += 1;
  return { ...counts, problems };
}

/** What became of a line before places were taken. */
interface Became {
  readonly cells: CategoryCells;
  readonly as: keyof Omit<BatchOutcome, 'problems'>;
}

/**
 * Takes the places of all lines at once: a place that one line takes is another one after the next line. Nobody else edits
 * the tree, and a category may always change places with its siblings. @returns addresses of those that moved
 */
async function putInPlace(
  deps: EditDependencies,
  { became, tree, actor }: PlacedLines,
): Promise<ReadonlySet<string>> {
  const known = new Map(tree.map((category) => [category.slug, category]));
  const wanted = became.flatMap(({ cells: { slug, position }, as }) =>
    as === 'refused' || position === undefined ? [] : [{ ...known.get(slug)!, position }],
  );
  const moved = new Set<string>();
  for (const [parentId, lines] of Map.groupBy(wanted, (line) => line.parentId)) {
    const places = new Map(lines.map(({ id, position }) => [id, position]));
    for (const { id, position } of movesOf(childrenOf(tree, parentId), places)) {
      const { slug, version } = lines.find((line) => line.id === id)!;
      const result = await moveCategory(deps, { id, expectedVersion: version, parentId, position }, actor);
      if (result.kind !== 'saved') throw new Error(`${slug} was refused its place: ${result.kind}`);
      moved.add(slug);
    }
  }
  return moved;
}

interface PlacedLines {
  readonly became: readonly Became[];
  readonly tree: readonly KnownCategory[];
  readonly actor: Actor;
}

function becameOf({ problems }: LineReader, steps: readonly CategoryStep[]): Became['as'] {
  if (problems.length > 0) return 'refused';
  if (steps.length === 0) return 'unchanged';
  return steps[0]!.kind === 'create' ? 'added' : 'changed';
}

interface LineSteps {
  readonly reader: LineReader;
  readonly cells: CategoryCells;
  readonly known: KnownCategory | undefined;
  readonly steps: readonly CategoryStep[];
  readonly actor: Actor;
}

/** Each step by its mutation, until one is refused: the line is undone then. */
async function takeSteps(
  deps: EditDependencies,
  { reader, cells, known, steps, actor }: LineSteps,
): Promise<void> {
  let id = known?.id ?? '';
  let expectedVersion = known?.version ?? 1;
  for (const step of steps) {
    const result = await takeStep(deps, step, { id, expectedVersion, cells, actor });
    if (result.kind === 'created') id = result.id;
    else if (result.kind === 'saved') expectedVersion += 1;
    else return refuse(reader, result);
  }
}

function takeStep(
  deps: EditDependencies,
  step: CategoryStep,
  {
    id,
    expectedVersion,
    cells: { slug, nameJa, nameEn, parentId },
    actor,
  }: {
    readonly id: string;
    readonly expectedVersion: number;
    readonly cells: CategoryCells;
    readonly actor: Actor;
  },
) {
  const category = { id, expectedVersion };
  switch (step.kind) {
    case 'create':
      return createCategory(
        deps,
        { slug, nameJa: nameJa ?? '', nameEn: nameEn ?? '', parentId: parentId ?? null },
        actor,
      );
    case 'restore':
      return restoreCategory(deps, category, actor);
    case 'update':
      return updateCategory(deps, { ...category, nameJa: nameJa ?? null, nameEn: nameEn ?? null }, actor);
    case 'move':
      return moveCategory(deps, { ...category, parentId: step.parentId }, actor);
    case 'retire':
      return retireCategory(deps, category, actor);
  }
}

function refuse(
  reader: LineReader,
  problem: CommonProblem | CategoryCycle | CategoryInUse | SlugTaken,
): void {
  switch (problem.kind) {
    case 'invalidInput':
      for (const { field, allowed } of wrongFields(problem)) reader.refuse(COLUMNS[field] ?? 'slug', allowed);
      return;
    case 'slugTaken':
      reader.refuse('slug', messages.allowed.freeSlug);
      return;
    case 'categoryCycle':
      reader.refuse('parent', messages.allowed.notBelowItself);
      return;
    case 'categoryInUse':
      reader.refuse('retired', messages.allowed.emptyToRetire(problem));
      return;
    case 'notFound':
    case 'versionConflict':
      // Nobody else edits the tree: it is locked.
      throw new Error(`the tree changed under its lock: ${problem.kind}`);
  }
}

const COLUMNS: Readonly<Record<string, string>> = {
  nameJa: 'name_ja',
  nameEn: 'name_en',
  parentId: 'parent',
  position: 'position',
};

/** Transactions of the mutations are parts of this one. */
function joined(database: Database, tx: Transaction): Database {
  return {
    pool: database.pool,
    embedded: database.embedded,
    statementCount: () => database.statementCount(),
    close: async () => undefined,
    query: (text, values) => tx.query(text, values),
    transaction: (_, work) => work(tx),
  };
}

/** What is cached is forgotten once everything is committed. */
const UNTOUCHED = { drop: async () => undefined } as unknown as Cache;
