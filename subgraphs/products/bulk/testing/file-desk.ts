import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { EditDependencies } from '../../editing/edit-product.ts';
import { type Encoding, knowFile } from '../csv/text-encoding.ts';
import { type ExportReport, exportFile } from '../export-file.ts';
import { type FileImport, type ImportOutcome, importFile, rehearseFile } from '../import-file.ts';
import type { FileKind, ImportReport } from '../import-report.ts';

type Wanted = Partial<Pick<FileImport, 'batchLines' | 'signal' | 'onProgress'>>;

/** Files that come in and go out, in a folder of their own. */
export interface FileDesk {
  /** Reads a text in. */
  take(kind: FileKind, text: string | Buffer, wanted?: Wanted): Promise<ImportOutcome>;
  rehearse(kind: FileKind, text: string | Buffer): Promise<ImportReport>;
  /** What an export writes, without its mark. */
  give(kind: FileKind, columns?: readonly string[]): Promise<string>;
  giveIn(
    kind: FileKind,
    encoding: Encoding,
  ): Promise<{ readonly bytes: Buffer; readonly report: ExportReport }>;
  close(): void;
}

export function fileDesk(deps: EditDependencies): FileDesk {
  const folder = mkdtempSync(join(tmpdir(), 'depachika-files-'));
  let files = 0;

  async function toImport(kind: FileKind, text: string | Buffer, wanted: Wanted = {}): Promise<FileImport> {
    files += 1;
    const path = join(folder, `${files}.csv`);
    writeFileSync(path, text);
    const onProgress = () => undefined;
    const { signal } = new AbortController();
    const file = await knowFile(path, undefined);
    return { kind, file, actor: 'COMMAND:catalogue:import by test', signal, onProgress, ...wanted };
  }

  async function giveIn(kind: FileKind, encoding: Encoding, columns?: readonly string[]) {
    const out = new PassThrough();
    const bytes = buffer(out);
    const { signal } = new AbortController();
    const onProgress = () => undefined;
    const report = await exportFile(deps, {
      kind,
      encoding,
      columns,
      withMark: false,
      out,
      signal,
      onProgress,
    });
    out.end();
    return { bytes: await bytes, report };
  }

  return {
    take: async (kind, text, wanted) => importFile(deps, await toImport(kind, text, wanted)),
    rehearse: async (kind, text) => (await rehearseFile(deps, await toImport(kind, text))).report,
    give: async (kind, columns) => (await giveIn(kind, 'utf-8', columns)).bytes.toString(),
    giveIn,
    close: () => rmSync(folder, { recursive: true }),
  };
}

/** A file of these lines, cells as they stand. */
export function csv(lines: readonly (readonly string[])[]): string {
  const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}
