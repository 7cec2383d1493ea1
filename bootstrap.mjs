// Runs before `npm start` and `npm test`, on whatever Node the machine has: brings node_modules and what is generated
// up to date, and says nothing when they are.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20;
const RUNTIME_NODE = 24;
const RUNNING = 'DEPACHIKA_BOOTSTRAP';
const root = dirname(fileURLToPath(import.meta.url));
const major = Number(process.versions.node.split('.')[0]);

if (major < OLDEST_NODE) fail(`Node ${OLDEST_NODE} or newer is needed; this is ${process.version}.`);
// A lifecycle script of the install below may call this file again.
if (!process.env[RUNNING]) bootstrap();

function bootstrap() {
  if (!isInstalled()) install();
  generate();
}

/** Compares what should be there with npm's own record of what is. */
function isInstalled() {
  const wanted = packagesOf('package-lock.json');
  const present = packagesOf('node_modules/.package-lock.json');
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true;
    const found = present[path];
    return found ? found.version === version && found.link === link : optional === true;
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** `npm ci` empties node_modules, caches included: only for a first install. */
function install() {
  const first = !existsSync(join(root, 'node_modules'));
  console.log(
    `Installing packages (${first ? 'first start, this takes a minute' : 'package-lock.json has changed'})…`,
  );
  const npm = process.env.npm_execpath;
  const args = [first ? 'ci' : 'install', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = npm?.endsWith('.js') ? run(process.execPath, [npm, ...args]) : run('npm', args);
  if (error) fail(`npm could not be run: ${error.message}`);
  if (status !== 0) fail(`npm ${args[0]} failed (exit code ${status}); its own message is above.`);
}

function generate() {
  const { status, error } = run(runtime(), [join(root, 'commands/develop/generate.ts')]);
  if (error) fail(`Generating code could not be started: ${error.message}`);
  if (status !== 0) fail('Generating code failed; the reason is above.');
}

/** The Node that the shop runs on comes as a package. */
function runtime() {
  const packaged = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(packaged)) return packaged;
  if (major >= RUNTIME_NODE) return process.execPath;
  return fail(`node_modules holds no Node ${RUNTIME_NODE}: remove node_modules and try again.`);
}

function run(command, args) {
  const shell = process.platform === 'win32' && command === 'npm';
  return spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell,
    env: { ...process.env, [RUNNING]: '1' },
  });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
