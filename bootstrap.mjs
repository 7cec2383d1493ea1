// Runs before `npm test`, and first of all in `npm start`, on whatever Node the machine has: brings node_modules and what is
// generated up to date, and says nothing when they are. What is given to it, as `npm start` does, it gives to the shop's Node then.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20;
const RUNTIME_NODE = 24;
const RUNNING = 'DEPACHIKA_BOOTSTRAP';
const root = dirname(fileURLToPath(import.meta.url));
const major = Number(process.versions.node.split('.')[0]);

const SHOP = 'start.ts';
const USAGE = `Usage: npm start

Runs the whole shop in one process, until Ctrl-C: pages, graph, domains and their database. The first start installs what is
missing. The shop takes no options but this one:

  -h, --help  print this

Environment:
  PORT, HOST     where the shop listens; default 8080, 127.0.0.1
  DATA_DIR       its data, keys and sockets; default .data
  DEMO_DATA      on or off: goods and people to try it with; default on outside production
  DATABASE_URL   a PostgreSQL instead of the embedded one
  REDIS_URL      caches and limits outside the process
  KAFKA_BROKERS  the event log outside the database
  METRICS_PORT   where it tells its metrics; default 9109, or a free one
  LOG_LEVEL      fatal, error, warn, info, debug or trace; default warn
README.md ("Settings") and docs/settings.md name all others.

Example:
  PORT=8081 DATA_DIR=/tmp/shop npm start

All other commands: npm run help.
Exit code: 0 when it was stopped, 1 when it failed, 2 when it was used wrongly.
`;

if (major < OLDEST_NODE) fail(`Node ${OLDEST_NODE} or newer is needed; this is ${process.version}.`);
const given = process.argv.slice(2);
// Who asks, or is mistaken, is told before anything is installed, made or started.
if (given.includes(SHOP)) explain(given.slice(given.indexOf(SHOP) + 1));
// A lifecycle script of the install below may call this file again.
if (!process.env[RUNNING]) bootstrap();
if (given.length > 0) become(runtime(), given);

/** Returns when the shop is to be started. @param words what somebody wrote after `npm start --` */
function explain(words) {
  if (words.some((word) => word === '--help' || word === '-h')) {
    process.stdout.write(USAGE);
    process.exit(0);
  }
  const [wrong] = words;
  if (wrong === undefined) return;
  const what = wrong.startsWith('-') ? `Unknown option '${wrong}'` : `Unexpected argument '${wrong}'`;
  fail(`${what}: there is --help; settings are environment variables, which it names`, 2);
}

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

/** Goes on as another program. A second process stays beside it only where Node cannot: before 22.15, and on Windows. */
function become(program, args) {
  if (process.execve && process.platform !== 'win32') {
    // Node calls it experimental, on the terminal of somebody who has not chosen it.
    process.emitWarning = () => undefined;
    process.execve(program, [program, ...args], { ...process.env });
  }
  const child = spawn(program, args, { stdio: 'inherit' });
  // Ctrl-C reaches both; this one stays until the shop has stopped.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`${program} could not be run: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

function fail(message, code = 1) {
  console.error(message);
  process.exit(code);
}
