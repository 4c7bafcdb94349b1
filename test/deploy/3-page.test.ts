import { request } from 'node:http';
import { expect, test } from 'vitest';
import { elsewhere, project } from './support/cdk.ts';
import { run } from './support/run.ts';
import { outputsOf } from './support/stacks.ts';

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Runs `npm run deploy` to its end, and gives what it said. */
async function deployWithPage(): Promise<string> {
  const args = ['run', '--silent', 'deploy', '--', '--require-approval', 'never', ...elsewhere()];
  const { code, output } = await run('npm', args, { cwd: project });
  expect(code, output).toBe(0);
  return output;
}

/** Asks a distribution, which the stand-in knows by the name that is asked for. */
async function atEdge(page: string, path: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const headers = { host: new URL(page).host };
  request(`${process.env.AWS_ENDPOINT_URL}${path}`, { headers }, async (response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() });
  })
    .on('error', reject)
    .end();
  return promise;
}

test('npm run deploy publishes the page, tells sign-in where it is, and puts nothing twice', async () => {
  const url = (await deployWithPage()).trim().split('\n').at(-1) ?? '';
  const { PageUrl, ApiUrl = '', IssuerUrl, ClientId } = await outputsOf('UnicornRides-dev');
  expect(PageUrl).toBe(url);

  const page = await atEdge(url, '/');
  expect([page.status, page.headers['content-type'], page.headers['cache-control']]).toEqual([
    200,
    'text/html; charset=utf-8',
    'no-cache',
  ]);
  expect(await atEdge(url, '/index.html')).toMatchObject({ status: 200, text: page.text });
  const config = await atEdge(url, '/config.json');
  expect(JSON.parse(config.text)).toMatchObject({
    apiUrl: ApiUrl.replace(/\/$/, ''),
    issuer: IssuerUrl,
    clientId: ClientId,
  });
  const [script = ''] = /\/assets\/[\w.-]+\.js/.exec(page.text) ?? [];
  const { status, headers } = await atEdge(url, script);
  expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
  expect(page.headers).toMatchObject({
    'strict-transport-security': expect.stringMatching(/^max-age=\d{8}/),
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining(`connect-src 'self' ${ApiUrl} `),
  });
  expect(page.headers['content-security-policy']).not.toContain('unsafe');
  expect(await atEdge(url, '/rides')).toMatchObject({ status: 200, text: page.text });
  expect(await atEdge(url, '/assets/none.js')).toMatchObject({ status: 404, text: page.text });

  expect(await deployWithPage()).toMatch(
    /The page is published: \d files put, [1-9]\d there already, 0 old ones removed/,
  );
});
