import { expect, test } from 'vitest';
import { callAs, putUnicorn, signInAs, standAt } from './support/steps.ts';
import { desk, expectNoTrouble, visit } from './support/visitor.ts';

test('an operator adds a unicorn, lets it rest, sets it free, and removes it', async () => {
  const visitor = await visit({ viewport: desk, user: 'operator', groups: 'operators' });
  const { page } = visitor;
  const status = async () => (await (await callAs('operator', '/unicorns/by-hand')).json()).status;
  await page.goto('/fleet');
  await page.getByRole('link', { name: 'Add a unicorn' }).click();
  await page.getByLabel('Id', { exact: true }).fill('by-hand');
  await page.getByLabel('Name').fill('Hand');
  await page.getByLabel('Colour').fill('pearl');
  const place = page.getByRole('combobox', { name: 'Place' });
  await place.fill('reyk');
  await place.press('Enter');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Hand is saved.').waitFor();
  expect(await status()).toBe('available');

  await page.goto('/fleet/unicorns/by-hand');
  await page.getByRole('button', { name: 'Let it rest' }).click();
  await page.getByRole('button', { name: 'Set free' }).waitFor();
  expect(await status()).toBe('resting');
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('Hand is removed.').waitFor();
  expect((await callAs('operator', '/unicorns/by-hand')).status).toBe(404);
  expectNoTrouble(visitor);
  await visitor.close();
});

test('an id that is taken is not written over, and what was changed meanwhile neither', async () => {
  await putUnicorn('contested', 'First', 1, -50);
  const visitor = await visit({ viewport: desk, user: 'operator', groups: 'operators' });
  const { page } = visitor;
  await page.goto('/fleet/unicorns/contested');
  await page.getByLabel('Name').fill('Mine');
  await putUnicorn('contested', 'Theirs', 1, -50);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('It was changed meanwhile.').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => page.getByLabel('Name').inputValue()).toBe('Theirs');

  await page.goto('/fleet/new');
  await page.getByLabel('Id', { exact: true }).fill('contested');
  await page.getByLabel('Name').fill('Other');
  await page.getByLabel('Colour').fill('black');
  const place = page.getByRole('combobox', { name: 'Place' });
  await place.fill('1, 1');
  await place.press('Enter');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('There is a unicorn with this id already.').waitFor();
  expect((await (await callAs('operator', '/unicorns/contested')).json()).name).toBe('Theirs');
  await visitor.close();
});

test('a ride that goes on is found and completed', async () => {
  await putUnicorn('on-its-way', 'Ferry', 2, -55);
  const rider = await visit({ user: 'ferried' });
  await rider.page.goto('/');
  await standAt(rider.page, '2, -55');
  await rider.page.getByRole('button', { name: 'Book Ferry' }).click();
  await rider.page.getByText('On the way').waitFor();

  const visitor = await visit({ viewport: desk, user: 'operator', groups: 'operators' });
  await visitor.page.goto('/fleet/rides');
  const line = visitor.page.getByRole('listitem').filter({ hasText: 'Ferry' });
  await line.getByRole('button', { name: 'Complete' }).click();
  await visitor.page.getByText('The ride is completed.').waitFor();
  await line.waitFor({ state: 'detached' });
  await rider.page.getByText('Completed', { exact: true }).waitFor();
  expectNoTrouble(visitor);
  await Promise.all([visitor.close(), rider.close()]);
});

test('a file is imported to its end, and its bad rows are named', async () => {
  const visitor = await visit({ viewport: desk });
  const { page } = visitor;
  await page.goto('/fleet/imports');
  await signInAs(page, 'operator');
  const rows = Array.from(
    { length: 300 },
    (_, row) => `imported-${row},Row,white,female,${-40 + row / 100},-100,available`,
  );
  const csv = [
    'unicornId,name,color,gender,latitude,longitude,status',
    ...rows,
    'no id,Bad,white,female,0,0,available',
  ];
  const file = { name: 'herd.csv', mimeType: 'text/csv', buffer: Buffer.from(csv.join('\n')) };
  await page.getByLabel('File').setInputFiles({ ...file, name: 'herd.xlsx' });
  await page.getByText('Only files named .csv, .ndjson or .jsonl can be imported.').waitFor();
  await page.getByLabel('File').setInputFiles(file);
  await page.getByRole('button', { name: 'Import it' }).click();
  await page.getByText('Done', { exact: true }).waitFor();
  await page.getByText('Rows read: 301').waitFor();
  await page.getByRole('cell', { name: '302', exact: true }).waitFor();
  await page.reload();
  await page.getByText('Rows read: 301').waitFor();
  expect((await callAs('operator', '/unicorns/imported-299')).status).toBe(200);
  expectNoTrouble(visitor);
  await visitor.close();
});
