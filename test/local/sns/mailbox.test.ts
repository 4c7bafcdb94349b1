import { expect, test } from 'vitest';
import { type Mail, Mailbox, mailboxSize } from '../../../local/mailbox.ts';
import { Storage } from '../../../local/storage.ts';
import { runSns } from './run-sns.ts';

test('the mailbox is shown newest first, whole or of one address, and emptied', async () => {
  const { url, mailbox } = await runSns([]);
  const items = async (query = '') => (await fetch(`${url}/_local/mailbox${query}`)).json();
  expect(await items()).toEqual({ items: [] });
  await mailbox.add({ to: 'a@example.com', subject: 'Code', body: '123456' });
  await mailbox.add({
    to: 'b+c@example.com',
    subject: 'Ride',
    body: 'booked',
    topicArn: 'arn',
    attributes: { n: '1' },
  });
  const sentAt = expect.stringMatching(/^\d{4}-.*Z$/);
  const code = { to: 'a@example.com', subject: 'Code', body: '123456', attributes: {}, sentAt };
  const ride = {
    to: 'b+c@example.com',
    subject: 'Ride',
    body: 'booked',
    topicArn: 'arn',
    attributes: { n: '1' },
    sentAt,
  };
  expect(await items()).toEqual({ items: [ride, code] });
  expect(await items(`?to=${encodeURIComponent('b+c@example.com')}`)).toEqual({ items: [ride] });
  expect((await fetch(`${url}/_local/mailbox`, { method: 'DELETE' })).status).toBe(204);
  expect(await items()).toEqual({ items: [] });
  const wrong = await fetch(`${url}/_local/mailbox`, { method: 'POST', body: '{}' });
  expect(wrong.status).toBe(405);
  expect(wrong.headers.has('access-control-allow-origin')).toBe(false);
});

test('mails are there after a restart, the newest thousand of them', async () => {
  const part = (await Storage.open()).part<Mail>('mails');
  const mailbox = await Mailbox.open(part);
  const subjects = Array.from({ length: mailboxSize + 2 }, (_, number) => String(number));
  await Promise.all(subjects.map((subject) => mailbox.add({ to: 'kim@example.com', subject, body: '' })));
  const again = await Mailbox.open(part);
  expect(again.list()).toEqual(mailbox.list());
  expect(again.list()).toHaveLength(mailboxSize);
  expect([again.list()[0]?.subject, again.list().at(-1)?.subject]).toEqual([String(mailboxSize + 1), '2']);
  await again.add({ to: 'kim@example.com', subject: 'newest', body: '' });
  expect(again.list()[0]?.subject).toBe('newest');
  await again.empty();
  expect((await Mailbox.open(part)).list()).toEqual([]);
});
