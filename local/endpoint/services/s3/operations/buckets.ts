import type { Operation, S3Context, StreamedRequest } from '../request.ts';
import { xmlDocument } from '../xml.ts';

/** HEAD of a bucket: it is there, and the caller may list it. */
export const headBucket: Operation = (request) => ({
  authorizations: [request.onBucket('s3:ListBucket')],
  run: async () => ({
    status: 200,
    headers: { 'x-amz-bucket-region': request.s3.environment.region },
    body: '',
  }),
});

/** GET with `location`. The first region of all has no name. */
export const getBucketLocation: Operation = (request) => ({
  authorizations: [request.onBucket('s3:GetBucketLocation')],
  run: async () => {
    const { region } = request.s3.environment;
    return { status: 200, body: xmlDocument('LocationConstraint', region === 'us-east-1' ? {} : region) };
  },
});

/** GET with `versioning`: no local bucket keeps versions. */
export const getBucketVersioning: Operation = (request) => ({
  authorizations: [request.onBucket('s3:GetBucketVersioning')],
  run: async () => ({ status: 200, body: xmlDocument('VersioningConfiguration', {}) }),
});

/** GET of S3 itself: all buckets by name. */
export const listBuckets = ({ environment, buckets }: S3Context, { caller }: StreamedRequest) => ({
  authorizations: [{ action: 's3:ListAllMyBuckets', resource: `arn:${environment.partition}:s3:::*` }],
  run: async () => ({
    status: 200,
    body: xmlDocument('ListAllMyBucketsResult', {
      Owner: { ID: caller.accountId },
      Buckets: {
        Bucket: [...buckets().keys()].sort().map((Name) => ({ Name, CreationDate: new Date(0).toISOString() })),
      },
    }),
  }),
});
