import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from '../support/shop-process.ts';

/** What Relay's compiler made of the tags of one page. */
export interface CompiledPage {
  /** An artifact, as a page's own build would import it. @param name of a query, mutation, subscription or fragment */
  artifact<Artifact>(name: string): Artifact;
  remove(): Promise<void>;
}

export interface PageToCompile {
  /** Of the graph as clients see it. */
  readonly sdl: string;
  /** Of the module: every name in it has to begin with it. */
  readonly name: string;
  /** JavaScript with `graphql` tags. */
  readonly source: string;
}

/** Runs `relay-compiler` as an app does. Rejects with what the compiler says when a tag does not fit the graph. */
export async function compilePage({ sdl, name, source }: PageToCompile): Promise<CompiledPage> {
  const folder = await mkdtemp(join(tmpdir(), 'depachika-relay-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const artifacts = join(folder, 'artifacts');
  await Promise.all([mkdir(join(folder, 'src')), mkdir(artifacts)]);
  const config = {
    src: 'src',
    schema: 'schema.graphql',
    language: 'javascript',
    artifactDirectory: 'artifacts',
    eagerEsModules: false,
  };
  await Promise.all([
    writeFile(join(folder, 'schema.graphql'), sdl),
    writeFile(join(folder, 'src', `${name}.js`), source),
    writeFile(join(folder, 'relay.config.json'), JSON.stringify(config)),
  ]);
  await relayCompiler(folder).catch(async (error) => {
    await remove();
    throw error;
  });
  const load = createRequire(join(artifacts, 'index.js'));
  return {
    artifact: (artifactName) => load(`./${artifactName}.graphql.js`),
    remove,
  };
}

function relayCompiler(folder: string): Promise<void> {
  const program = join(PROJECT, 'node_modules/relay-compiler/cli.js');
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, 'relay.config.json'], { cwd: folder }, (error, stdout, stderr) =>
      error ? reject(new Error(`${stdout}\n${stderr}`)) : resolve(),
    );
  });
}
