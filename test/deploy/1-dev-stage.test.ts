import { expect, test } from 'vitest';
import { apiOf, repairCors } from './support/api.ts';
import { cdk, deploy, elsewhere, project } from './support/cdk.ts';
import { run } from './support/run.ts';
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

test('the end-to-end tests pass over the deployed API', async () => {
  const { code, output } = await run('vitest', ['run', '--project', 'e2e'], {
    cwd: project,
    env: { ...process.env, ...(await apiOf(dev)) },
  });
  process.stdout.write(output.slice(-3000));
  expect(code, output).toBe(0);
});

test('cdk diff finds nothing to change after it', async () => {
  const { code, output } = await cdk(['diff', '--fail', ...elsewhere()]);
  expect(code, output).toBe(0);
});

test('cdk deploy changes nothing when it comes again', async () => {
  expect(await deploy()).toContain('(no changes)');
});
