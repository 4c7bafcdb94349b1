import { expect, test } from 'vitest';
import { repairCors } from './support/api.ts';
import { cdk, deploy } from './support/cdk.ts';
import { statusOf } from './support/stacks.ts';

const dev = 'UnicornRides-dev';

test('cdk bootstrap prepares the account', async () => {
  // Elsewhere than in the project: there it would synthesize the app too.
  const { code, output } = await cdk(['bootstrap', 'aws://000000000000/us-east-1'], process.env.TMPDIR);
  expect(code, output).toBe(0);
});

test('cdk deploy --all puts up the dev stage without being told anything', async () => {
  await deploy();
  expect(await statusOf(dev)).toBe('CREATE_COMPLETE');
  await repairCors(dev);
});
