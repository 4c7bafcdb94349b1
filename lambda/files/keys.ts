/** Where files lie in the bucket. Permissions and lifetimes (`lib/constructs/fleet-imports.ts`) go by these prefixes. */
export const prefixes = { uploads: 'uploads/', reports: 'reports/' } as const;

/** Days that files are kept. */
export const daysKept = { uploads: 1, reports: 30 } as const;

export const uploadKey = (importId: string) => `${prefixes.uploads}${importId}`;
export const reportKey = (importId: string) => `${prefixes.reports}${importId}.ndjson`;

/** Ids as `newImportId` makes them. */
const id = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether an import could have this id: whatever else somebody asks for costs no read to say no. */
export const isImportId = (text: string) => id.test(text);

/** The import that a key is the upload of; nothing, where it is none. */
export function importOfUpload(key: string): string | undefined {
  const importId = key.startsWith(prefixes.uploads) ? key.slice(prefixes.uploads.length) : '';
  return isImportId(importId) ? importId : undefined;
}

/** The bucket's name, as the function's environment gives it. */
export function bucketName(): string {
  const name = process.env.FILES_BUCKET;
  if (name === undefined) throw new Error('The environment variable FILES_BUCKET is not set.');
  return name;
}
