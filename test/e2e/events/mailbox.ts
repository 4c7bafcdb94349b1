import { inject } from 'vitest';

/** A mail of the topic of rides. */
export interface RideMail {
  readonly subject: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly sentAt: string;
}

export const { mailboxUrl } = inject('target');

/** The mails about a ride, oldest first. */
export async function mailsAbout(rideId: string): Promise<RideMail[]> {
  const response = await fetch(mailboxUrl ?? '');
  const { items }: { items: RideMail[] } = JSON.parse(await response.text());
  return items.filter(({ attributes }) => attributes.id?.startsWith(`${rideId}:`)).reverse();
}

/** What a mail says, for those who read it by program. */
export function contentOf(mail: RideMail | undefined): Readonly<Record<string, unknown>> {
  return JSON.parse(mail?.body ?? 'null');
}
