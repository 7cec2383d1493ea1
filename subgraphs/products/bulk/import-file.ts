import type { Actor } from '@depachika/identity/actor.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import type { KnownFile } from './csv/text-encoding.ts';
import { fileBatches } from './file-lines.ts';
import { type FileShape, shapeOf } from './file-shapes.ts';
import { beginImport, finishImport, keepProgress } from './import-progress-store.ts';
import { type FileKind, type ImportReport, linesOf, NOTHING_YET, withOutcome } from './import-report.ts';

export interface FileImport {
  readonly kind: FileKind;
  readonly file: KnownFile;
  readonly actor: Actor;
  /** Aborted: ends after the batch in hand. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ImportProgress) => void;
  /** Lines in one transaction; by default as many as fit its kind. */
  readonly batchLines?: number;
}

export interface ImportProgress {
  /** Lines without the heading. */
  readonly lines: number;
  /** Of them those that another run had done. */
  readonly doneBefore: number;
  /** Of the file, 0 to 1. */
  readonly part: number;
}

export interface ImportOutcome {
  readonly report: ImportReport;
  /** False when it was ended on the way. */
  readonly isWhole: boolean;
}

/**
 * Reads a file into the catalogue. Every batch is one transaction with how far the file is: after a process was killed the
 * same file goes on where it stood, and its report is that of the whole file. @throws WrongHeadings BrokenCsv ImportElsewhere
 */
export async function importFile(deps: EditDependencies, given: FileImport): Promise<ImportOutcome> {
  const { kind, file, actor, signal } = given;
  const { database, clock } = deps;
  const imported = { kind, digest: file.digest };
  const shape = await shapeOf(deps, kind);
  let report = await beginImport(database, imported, { actor, now: clock.now() });
  const batches = batchesOf(shape, given, linesOf(report));
  for await (const { lines, told } of batches) {
    const before = report;
    await shape.write(deps, { lines, actor }, (tx, outcome) => {
      report = withOutcome(before, outcome);
      return keepProgress(tx, imported, { from: linesOf(before), report, now: clock.now() });
    });
    told(linesOf(report));
    if (signal.aborted) return { report, isWhole: false };
  }
  await finishImport(database, imported, clock.now());
  return { report, isWhole: true };
}

/** What {@link importFile} would say of a file: every line is looked at, and nothing is written. */
export async function rehearseFile(deps: EditDependencies, given: FileImport): Promise<ImportOutcome> {
  const shape = await shapeOf(deps, given.kind);
  let report = NOTHING_YET;
  for await (const { lines, told } of batchesOf(shape, given, 0)) {
    report = withOutcome(report, await shape.rehearse(deps, { lines, actor: given.actor }));
    told(linesOf(report));
    if (given.signal.aborted) return { report, isWhole: false };
  }
  return { report, isWhole: true };
}

async function* batchesOf(shape: FileShape, given: FileImport, doneBefore: number) {
  let bytes = 0;
  const { columns, key, together } = shape;
  const { file, onProgress, batchLines = shape.batchLines } = given;
  const onBytes = (read: number) => {
    bytes = read;
  };
  const told = (lines: number) => onProgress({ lines, doneBefore, part: bytes / file.bytes });
  const options = { columns, key, together, size: batchLines, done: doneBefore, onBytes };
  for await (const lines of fileBatches(file, options)) yield { lines, told };
}
