import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';

/**
 * Removes every object of a bucket for good, all versions of it.
 *
 * @returns how many versions there were
 * @throws Error where some could not be removed
 */
export async function emptyBucket(client: S3Client, Bucket: string): Promise<number> {
  for (let count = 0; ; ) {
    // Always the first page: the one before is gone. It has at most 1,000 versions, which is what one call removes.
    const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return count;
    const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    const [first] = Errors;
    if (first) throw new Error(`${first.Key} in ${Bucket} could not be removed: ${first.Message}`);
    count += Objects.length;
  }
}
