import { readDistributedShopConfig, USAGE } from '../../topology/distributed/config.ts';
import { startDistributedShop } from '../../topology/distributed/start.ts';

const config = understood();
if (typeof config === 'string') {
  (config === '' ? process.stdout : process.stderr).write(
    config === '' ? `${USAGE}\n` : `${config}\n\n${USAGE}\n`,
  );
  process.exitCode = config === '' ? 0 : 2;
} else {
  await startDistributedShop(config);
}

function understood(): ReturnType<typeof readDistributedShopConfig> {
  try {
    return readDistributedShopConfig(process.argv.slice(2), process.env);
  } catch (error) {
    return (error as Error).message;
  }
}
