import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { configOf, output, type StageOutputs } from './outputs.ts';
import { filesIn, pageFile } from './page-file.ts';
import { type Published, publish } from './publish.ts';

/**
 * Builds the page and publishes it with the settings of a stage.
 *
 * @throws Error where it cannot be built, or where a file could not be put
 */
export async function buildAndPublish(outputs: StageOutputs): Promise<Published> {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  try {
    const build = join(import.meta.dirname, '../build-web.ts');
    execFileSync(process.execPath, [build, folder], { stdio: ['ignore', 'inherit', 'inherit'] });
    const config = pageFile('config.json', Buffer.from(`${JSON.stringify(configOf(outputs), null, 2)}\n`));
    const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
    // The CLI knows the second name too, the SDK does not.
    const region = AWS_REGION ?? AWS_DEFAULT_REGION;
    const s3 = new S3Client({ ...(region !== undefined && { region }), maxAttempts: 6 });
    return await publish(s3, output(outputs.page, 'PageBucket'), [...filesIn(folder), config], new Date());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
