import {
  DeleteObjectsCommand,
  type ObjectIdentifier,
  paginateListObjectVersions,
  type S3Client,
} from '@aws-sdk/client-s3';

/**
 * Removes every object of a bucket for good, all versions of it.
 *
 * @returns how many versions there were
 * @throws Error where some could not be removed
 */
export async function emptyBucket(client: S3Client, Bucket: string): Promise<number> {
  let count = 0;
  // A page has at most 1,000 versions, which is what one call removes.
  for await (const { Versions = [], DeleteMarkers = [] } of paginateListObjectVersions({ client }, { Bucket })) {
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }): ObjectIdentifier => ({ Key, VersionId }));
    if (Objects.length === 0) continue;
    const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    const [first] = Errors;
    if (first) throw new Error(`${first.Key} in ${Bucket} could not be removed: ${first.Message}`);
    count += Objects.length;
  }
  return count;
}
